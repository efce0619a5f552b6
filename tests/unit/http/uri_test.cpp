#include "host/http/uri.hpp"
#include "tests/support/catch.hpp"

using namespace host::http;

TEST_CASE("percent_decode decodes exactly once") {
  CHECK(*percent_decode("") == "");
  CHECK(*percent_decode("plain") == "plain");
  CHECK(*percent_decode("a%2Fb%2fc") == "a/b/c");
  CHECK(*percent_decode("%2541") == "%41");
  CHECK(*percent_decode("a+b") == "a+b");
  CHECK(*percent_decode("%C3%A4%E2%82%AC%F0%9F%98%80") == "\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80");
}

TEST_CASE("percent_decode refuses what is not text") {
  for (const char* raw : {"%", "%4", "%zz", "%4g", "a%", "%00", "%0d%0a", "%1f", "%7F", "%ff",
                          "%C3", "%C3%28", "%ED%A0%80", "%C0%AF", "%F5%80%80%80"}) {
    CAPTURE(raw);
    const auto decoded = percent_decode(raw);
    REQUIRE(decoded.has_error());
    CHECK(decoded.error().code == "invalid_target");
  }
}

TEST_CASE("percent_encode is undone by percent_decode") {
  const std::string text = "a b/c?d=%e&\xc3\xa4~-_.";
  CHECK(percent_encode(text) == "a%20b%2Fc%3Fd%3D%25e%26%C3%A4~-_.");
  CHECK(*percent_decode(percent_encode(text)) == text);
}

TEST_CASE("query strings become pairs") {
  const auto params = QueryParams::parse("a=1&b=x+y%2B&a=2&&flag&=v&c==&");
  REQUIRE(params.has_value());
  CHECK(params->all().size() == 6);
  CHECK(*params->find("a") == "1");
  CHECK(params->count("a") == 2);
  CHECK(*params->find("b") == "x y+");
  CHECK(*params->find("flag") == "");
  CHECK(*params->find("c") == "=");
  CHECK(params->find("d") == nullptr);
  CHECK(QueryParams::parse("")->all().empty());
}

TEST_CASE("query strings are bounded and strict") {
  std::string many;
  for (int i = 0; i < 100; ++i) many += "k=v&";
  CHECK(QueryParams::parse(many)->all().size() == 100);
  CHECK(QueryParams::parse(many + "k=v").has_error());
  CHECK(QueryParams::parse("a=%").has_error());
  CHECK(QueryParams::parse("%00=a").has_error());
}
