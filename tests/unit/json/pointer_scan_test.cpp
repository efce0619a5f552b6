#include "host/json/pointer_scan.hpp"

#include "tests/support/catch.hpp"

using namespace host::json;  // NOLINT(google-build-using-namespace)

namespace {

std::vector<Scalar> scan_ok(const std::string& text,
                            std::vector<std::vector<std::string>> pointers) {
  const PointerSet set(pointers);
  Scan out = scan(text, set);
  INFO((out.error ? out.error->message : ""));
  REQUIRE_FALSE(out.error);
  return out.values;
}

bool fails(const std::string& text) { return scan(text, PointerSet()).error.has_value(); }

}  // namespace

TEST_CASE("pointers pick up scalars as written", "[json]") {
  const auto values = scan_ok(
      R"({"a":{"b":[{"c":"x"},{"c":12345678901234567890.10}]},"t":true,"n":null,"o":{},"e":"\u00e9\""})",
      {{"a", "b", "0", "c"}, {"a", "b", "1", "c"}, {"t"}, {"n"}, {"o"}, {"missing"}, {"e"}});
  CHECK(values[0].text == "x");
  CHECK(values[1].text == "12345678901234567890.10");
  CHECK(values[1].kind == Scalar::Kind::number);
  CHECK(values[2].text == "true");
  CHECK(values[3].kind == Scalar::Kind::null);
  CHECK(values[4].kind == Scalar::Kind::container);
  CHECK(values[5].kind == Scalar::Kind::missing);
  CHECK(values[6].text == "\u00e9\"");
}

TEST_CASE("of a repeated key the last one wins, whole", "[json]") {
  CHECK(scan_ok(R"({"a":1,"a":2})", {{"a"}})[0].text == "2");
  CHECK(scan_ok(R"({"a":{"b":1},"a":{"c":2}})", {{"a", "b"}})[0].kind == Scalar::Kind::missing);
  CHECK(scan_ok(R"({"a":{"b":1},"a":3})", {{"a", "b"}})[0].kind == Scalar::Kind::missing);
}

TEST_CASE("array indexes follow RFC 6901", "[json]") {
  CHECK(scan_ok("[5,6,7]", {{"1"}})[0].text == "6");
  CHECK(scan_ok("[5,6,7]", {{"01"}})[0].kind == Scalar::Kind::missing);
  CHECK(scan_ok("{\"01\":8}", {{"01"}})[0].text == "8");
}

TEST_CASE("what is not JSON is an error with a place", "[json]") {
  for (const char* text :
       {"", " ", "{", "{\"a\":}", "[1,]", "{\"a\":1}x", "nul", "'a'", "\"\\ud800\"", "\"\xff\"",
        "\"\xc0\x80\"", "\"\xed\xa0\x80\"", "NaN", "01", "\"\x01\"", "{\"a\":1,}"}) {
    INFO(text);
    CHECK(fails(text));
  }
  CHECK(fails(std::string("{}\0{}", 5)));
  CHECK(scan("{\"a\": tru}", PointerSet()).error->offset > 0);
}

TEST_CASE("what is JSON passes", "[json]") {
  for (const char* text : {"1", "-0.5e+10", "\"x\"", "null", "[]", "{}", "\"\\ud83d\\ude00\"",
                           "\"\xf0\x9f\x98\x80\"", " [1 , 2 ] \n"}) {
    INFO(text);
    CHECK_FALSE(fails(text));
  }
  CHECK(scan("[1]", PointerSet()).root == Root::array);
  CHECK(scan("1", PointerSet()).root == Root::scalar);
}

TEST_CASE("depth is bounded", "[json]") {
  CHECK_FALSE(fails(std::string(128, '[') + std::string(128, ']')));
  const Scan deep = scan(std::string(100000, '['), PointerSet());
  REQUIRE(deep.error);
  CHECK(deep.error->message == "nested deeper than 128 levels");
}
