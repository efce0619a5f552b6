#include "host/json/payload.hpp"

#include "tests/support/catch.hpp"

using namespace host::json;  // NOLINT(google-build-using-namespace)

TEST_CASE("media types decide how a body is read", "[json][payload]") {
  CHECK(payload_of("", "{}").kind == PayloadKind::json);
  CHECK(payload_of("Application/JSON; charset=utf-8", "{}").kind == PayloadKind::json);
  CHECK(payload_of("application/cloudevents+json", "{}").kind == PayloadKind::json);
  CHECK(payload_of("text/plain", "{}").kind == PayloadKind::unsupported);
  CHECK(payload_of("application/xml", "<a/>").kind == PayloadKind::unsupported);
}

TEST_CASE("forms are unwrapped or become an object", "[json][payload]") {
  const std::string form = "application/x-www-form-urlencoded";
  CHECK(payload_of(form, "payload=%7B%22a%22%3A%22b+c%22%7D&x=1").json == "{\"a\":\"b c\"}");
  CHECK(payload_of(form, "a=1&b=x%26y&c").json == "{\"a\":\"1\",\"b\":\"x&y\",\"c\":\"\"}");
  CHECK(payload_of(form, "payload=1&payload=2").json == "1");  // the first, always
  CHECK(payload_of(form, "a=%zz&b=%").json == "{\"a\":\"%zz\",\"b\":\"%\"}");
  CHECK(payload_of(form, "a=%ff").kind == PayloadKind::unsupported);
  CHECK(payload_of(form, "").kind == PayloadKind::unsupported);
  std::string many;
  for (int i = 0; i < 300; ++i) many += "f" + std::to_string(i) + "=1&";
  CHECK(payload_of(form, many).kind == PayloadKind::unsupported);
}
