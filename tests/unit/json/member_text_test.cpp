#include "host/json/member_text.hpp"

#include "tests/support/catch.hpp"

using host::json::member_text;

TEST_CASE("a member's text is kept as written", "[json]") {
  CHECK(member_text(R"({"a":1,"value":12345678901234567890.100,"b":2})", "value") ==
        "12345678901234567890.100");
  CHECK(member_text(R"({ "value" : { "x" : [1, 2] } })", "value") == R"({ "x" : [1, 2] })");
  CHECK(member_text(R"({"value":"a, } \" b"})", "value") == R"("a, } \" b")");
  CHECK(member_text(R"({"value":[] , "z":{"value":5}})", "value") == "[]");
  CHECK(member_text("{\"value\":true\n}", "value") == "true");
  CHECK(member_text(R"({"value":1,"value":2})", "value") == "2");
  CHECK_FALSE(member_text(R"({"other":{"value":5}})", "value"));
  CHECK_FALSE(member_text("[1]", "value"));
}
