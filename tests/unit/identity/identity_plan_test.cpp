// Event type, delivery id, time and raw path as manifests declare them.
#include "tests/unit/identity/plan_fixture.hpp"

using identity_test::Delivery;

namespace {

constexpr char kGitHub[] = R"(
identity:
  event_type: "{header.X-GitHub-Event}[.{/action}]"
  id: {header: X-GitHub-Delivery}
  entity_path: "{/repository/full_name:path}"
  occurred_at: [/pull_request/updated_at, /issue/updated_at]
)";

host::identity::HeaderValues github(const std::string& event) {
  return {{"x-github-event", event}, {"X-GITHUB-DELIVERY", "72d3162e-cc78-11e3-81ab-4c9367dc0958"}};
}

std::string path_for(const std::string& entity_path, const std::string& body) {
  return Delivery("identity: {entity_path: " + entity_path + "}\n", body).raw_path();
}

}  // namespace

TEST_CASE("GitHub's event type takes the action where the body has one", "[identity]") {
  CHECK(Delivery(kGitHub, R"({"action":"closed"})", github("pull_request")).event_type() ==
        "pull_request.closed");
  CHECK(Delivery(kGitHub, R"({"ref":"refs/heads/main"})", github("push")).event_type() == "push");
  CHECK(Delivery(kGitHub, R"({"action":null})", github("push")).event_type() == "push");
  CHECK(Delivery(kGitHub, R"({"action":""})", github("push")).event_type() == "push");
  CHECK(Delivery(kGitHub, R"({"action":{"a":1}})", github("push")).event_type() == "push");
  CHECK(Delivery(kGitHub, R"([1,2])", github("push")).event_type() == "push");
}

TEST_CASE("without its header a templated event type is generic", "[identity]") {
  CHECK(Delivery(kGitHub, R"({"action":"closed"})").event_type() == "generic");
}

TEST_CASE("the default event type looks at header, then body", "[identity]") {
  CHECK(Delivery("", R"({"event_type":"a.b"})", {{"X-Event-Type", "c.d"}}).event_type() == "c.d");
  CHECK(Delivery("", R"({"event_type":"a.b"})").event_type() == "a.b");
  CHECK(Delivery("", R"({"event_type":17})").event_type() == "17");
  CHECK(Delivery("", R"({})").event_type() == "generic");
}

TEST_CASE("a type with a subtype in a group", "[identity]") {
  const std::string slack =
      "identity: {event_type: [\"{/event/type}[/{/event/subtype}]\", \"{/type}\", "
      "slash_command]}\n";
  CHECK(Delivery(slack, R"({"event":{"type":"message","subtype":"bot"}})").event_type() ==
        "message/bot");
  CHECK(Delivery(slack, R"({"event":{"type":"message"}})").event_type() == "message");
  CHECK(Delivery(slack, R"({"type":"event_callback"})").event_type() == "event_callback");
  CHECK(Delivery(slack, R"({"text":"/do"})").event_type() == "slash_command");
}

TEST_CASE("a payload that is not JSON still has the type its header says", "[identity]") {
  CHECK(Delivery(kGitHub, "{broken", github("push")).event_type() == "push");
  CHECK(Delivery(kGitHub, "{broken", github("push")).raw_path() == "base");
  CHECK(Delivery(kGitHub, "{broken", github("push")).occurred_at() == 0);
}

TEST_CASE("hostile text in an event type is bounded and harmless", "[identity]") {
  CHECK(Delivery("", R"({"event_type":"a\u0000b\r\nc\u007f"})").event_type() == "a_b__c_");
  const std::string longest(5000, 'x');
  CHECK(Delivery("", "{\"event_type\":\"" + longest.substr(0, 200) + "\"}").event_type().size() ==
        host::identity::kEventTypeMax);
  // Beyond what a template may resolve to it counts as unresolved.
  CHECK(Delivery("", "{\"event_type\":\"" + longest + "\"}").event_type() == "generic");
}

TEST_CASE("the delivery id comes from a header in any case", "[identity]") {
  CHECK(Delivery(kGitHub, "{}", github("push")).delivery_id() ==
        "72d3162e-cc78-11e3-81ab-4c9367dc0958");
  CHECK(Delivery(kGitHub, "{}").delivery_id().empty());
}

TEST_CASE("the delivery id comes from a text or number in the body", "[identity]") {
  const std::string by_pointer = "identity: {id: {pointer: /event/id}}\n";
  CHECK(Delivery(by_pointer, R"({"event":{"id":"E1"}})").delivery_id() == "E1");
  CHECK(Delivery(by_pointer, R"({"event":{"id":12345678901234567890}})").delivery_id() ==
        "12345678901234567890");
  for (const char* body : {R"({})", R"({"event":{"id":null}})", R"({"event":{"id":true}})",
                           R"({"event":{"id":{}}})", R"({"event":{"id":""}})", R"({"event":[]})"}) {
    INFO(body);
    CHECK(Delivery(by_pointer, body).delivery_id().empty());
  }
}

TEST_CASE("an id beyond the limit is none: a cut one could equal another", "[identity]") {
  const std::string by_pointer = "identity: {id: {pointer: /id}}\n";
  const std::string fits(host::identity::kDeliveryIdMax, 'i');
  CHECK(Delivery(by_pointer, "{\"id\":\"" + fits + "\"}").delivery_id() == fits);
  CHECK(Delivery(by_pointer, "{\"id\":\"" + fits + "i\"}").delivery_id().empty());
}

TEST_CASE("a repeated member counts the last time", "[identity]") {
  const std::string by_pointer = "identity: {id: {pointer: /id}}\n";
  CHECK(Delivery(by_pointer, R"({"id":"first","id":"last"})").delivery_id() == "last");
}

TEST_CASE("the first pointer that is there gives the time", "[identity]") {
  CHECK(Delivery(kGitHub, R"({"issue":{"updated_at":"1970-01-01T00:00:09Z"}})").occurred_at() ==
        9 * host::kNsPerSecond);
  CHECK(Delivery(kGitHub, R"({"pull_request":{"updated_at":"1970-01-01T00:00:08Z"},
                              "issue":{"updated_at":"1970-01-01T00:00:09Z"}})")
            .occurred_at() == 8 * host::kNsPerSecond);
  CHECK(Delivery(kGitHub, R"({"issue":{"updated_at":"yesterday"}})").occurred_at() == 0);
  CHECK(Delivery(kGitHub, R"({"issue":{"updated_at":null}})").occurred_at() == 0);
}

TEST_CASE("a declared format is the only one that is read", "[identity]") {
  const std::string ms = "identity: {occurred_at: {pointers: [/timestamp], format: unix_ms}}\n";
  CHECK(Delivery(ms, R"({"timestamp":1500})").occurred_at() == 1500 * host::kNsPerMs);
  CHECK(Delivery(ms, R"({"timestamp":"1970-01-01T00:00:09Z"})").occurred_at() == 0);
}

TEST_CASE("the raw path lies below the default path", "[identity]") {
  CHECK(Delivery(kGitHub, R"({"repository":{"full_name":"Acme/Shop"}})").raw_path() ==
        "base/Acme/Shop");
  CHECK(Delivery(kGitHub, "{}").raw_path() == "base");
  CHECK(Delivery("", "{}").raw_path() == "base");
}

TEST_CASE("slashes split a path only where the manifest says so", "[identity]") {
  CHECK(path_for(R"("{/a}")", R"({"a":"x/y"})") == "base/x_y");
  CHECK(path_for(R"("{/a:path}")", R"({"a":"x/y"})") == "base/x/y");
  CHECK(path_for(R"("svc/{/a}")", R"({"a":"Default Service"})") == "base/svc/Default Service");
}

TEST_CASE("a path cannot be led out of the default path", "[identity]") {
  CHECK(path_for(R"("{/a:path}")", R"({"a":"../../etc"})") == "base/etc");
  CHECK(path_for(R"("{/a:path}")", R"({"a":"/x//./y/"})") == "base/x/y");
  CHECK(path_for(R"("{/a:path}")", R"({"a":".."})") == "base");
  CHECK(path_for(R"("{/a}")", R"({"a":".."})") == "base");
  CHECK(path_for(R"("{/a}")", R"({"a":"   "})") == "base");
  CHECK(path_for(R"("{/a}")", R"({"a":"x\\y\u0000z\n!"})") == "base/x_y_z_!");
  CHECK(path_for(R"("{/a}")", "{\"a\":\"" + std::string(600, 'x') + "\"}") == "base");
}

TEST_CASE("the headers to keep are those the manifest names, once each", "[identity]") {
  const std::string sections = R"(
webhook: {signature_header: X-Signature, store_headers: [x-github-event, X-Extra]}
identity:
  event_type: "{header.X-GitHub-Event}"
  id: {header: X-GitHub-Delivery}
)";
  const Delivery delivery(sections, "{}");
  CHECK(delivery.plan().kept_headers() ==
        std::vector<std::string>{"X-GitHub-Event", "X-GitHub-Delivery", "X-Extra"});
}
