#include "host/http/media_type.hpp"
#include "tests/support/catch.hpp"

using namespace host::http;

TEST_CASE("media types") {
  const auto plain = parse_media_type("application/json");
  REQUIRE(plain);
  CHECK(plain->type == "application/json");
  CHECK(plain->charset.empty());
  CHECK(is_json(*plain));

  const auto full = parse_media_type(" Application/Vnd.GitHub+JSON ; v=1;Charset=\"UTF-8\" ");
  REQUIRE(full);
  CHECK(full->type == "application/vnd.github+json");
  CHECK(full->charset == "utf-8");
  CHECK(is_json(*full));

  const auto form = parse_media_type("application/x-www-form-urlencoded;;charset=a;charset=b");
  REQUIRE(form);
  CHECK(form->charset == "a");
  CHECK_FALSE(is_json(*form));
}

TEST_CASE("what is no media type") {
  for (const char* value :
       {"", "json", "/", "a/", "/b", "a b/c", "a/b c", "a/b\"", "text/html/x"}) {
    CAPTURE(value);
    CHECK_FALSE(parse_media_type(value));
  }
  CHECK_FALSE(parse_media_type("a/b;" + std::string(300, 'x')));
}
