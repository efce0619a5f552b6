// Handshakes: recognised by declared conditions only, answered with harmless text only.
#include "tests/unit/identity/plan_fixture.hpp"

using identity_test::Delivery;

namespace {

constexpr char kSlack[] = R"(
handshake:
  - {when: {/type: url_verification}, reply: {body: "{/challenge}"}}
  - {when: {/ssl_check: "1"}}
  - {when: {event_type: pagey.ping}, reply: {status: 202}}
  - {when: {/a: x, /b: y}, reply: {body: both}}
)";

std::string challenge(const std::string& json_text) {
  const auto answer =
      Delivery(kSlack, R"({"type":"url_verification","challenge":)" + json_text + "}").handshake();
  REQUIRE(answer);
  return answer->body;
}

}  // namespace

TEST_CASE("a challenge is echoed as plain text", "[identity][handshake]") {
  const auto answer =
      Delivery(kSlack, R"({"type":"url_verification","challenge":"3eZbrw1aBm2rZgRNFdxV2595E9CY"})")
          .handshake();
  REQUIRE(answer);
  CHECK(answer->status == 200);
  CHECK(answer->content_type == "text/plain");
  CHECK(answer->body == "3eZbrw1aBm2rZgRNFdxV2595E9CY");
}

TEST_CASE("a reply without a body is empty", "[identity][handshake]") {
  const auto answer = Delivery(kSlack, R"({"ssl_check":"1"})").handshake();
  REQUIRE(answer);
  CHECK(answer->body.empty());
}

TEST_CASE("the event type can be the condition", "[identity][handshake]") {
  const auto answer = Delivery(kSlack, R"({"event_type":"pagey.ping"})").handshake();
  REQUIRE(answer);
  CHECK(answer->status == 202);
}

TEST_CASE("all conditions of one handshake must hold", "[identity][handshake]") {
  CHECK(Delivery(kSlack, R"({"a":"x","b":"y"})").handshake());
  CHECK_FALSE(Delivery(kSlack, R"({"a":"x"})").handshake());
  CHECK_FALSE(Delivery(kSlack, R"({"a":"x","b":"z"})").handshake());
}

TEST_CASE("anything else is an event", "[identity][handshake]") {
  CHECK_FALSE(Delivery(kSlack, R"({"type":"event_callback"})").handshake());
  CHECK_FALSE(Delivery(kSlack, R"({"type":{"url_verification":1}})").handshake());
  CHECK_FALSE(Delivery(kSlack, "not json").handshake());
  CHECK_FALSE(Delivery("", R"({"type":"url_verification"})").handshake());
}

TEST_CASE("a reply reflects nothing that a browser could run", "[identity][handshake]") {
  CHECK(challenge(R"("<script>alert(1)</script>")").empty());
  CHECK(challenge(R"("a\r\nSet-Cookie: b")").empty());
  CHECK(challenge(R"("{\"a\":1}")").empty());
  CHECK(challenge(R"("caf\u00e9")").empty());
  CHECK(challenge("null").empty());
  CHECK(challenge("\"" + std::string(1024, 'c') + "\"").size() == 1024);
  CHECK(challenge("\"" + std::string(1025, 'c') + "\"").empty());
}
