// An event as the inbox gives it back: the same event ingest handed over.
#include "host/dispatch/ready_event.hpp"

#include "tests/support/catch.hpp"
#include "tests/unit/identity/plan_fixture.hpp"

using host::dispatch::from_inbox;
using host::dispatch::read_headers;
using host::dispatch::write_headers;

namespace {

host::Result<host::dispatch::ReadyEvent> load(const std::string& content_type,
                                              const std::string& body) {
  const host::identity::IdentityPlan plan(
      identity_test::manifest_of("identity: {entity_path: \"{/project}\"}\n"), "base");
  host::store::EventRow row;
  row.seq = 5;
  row.endpoint = 2;
  row.id = "evt_5";
  row.event_type = "made";
  row.delivery_id = "d-5";
  row.attempts = 2;
  row.flags = host::store::kFlagReplay;
  row.received_at = 100;
  row.occurred_at = 90;
  host::store::EventBody stored;
  stored.content_type = content_type;
  stored.query = "a=1";
  stored.headers_json = R"([["X-Id","d-5"]])";
  stored.body = body;
  return from_inbox(row, stored, plan);
}

}  // namespace

TEST_CASE("every field of a stored event comes back", "[dispatch][ready_event]") {
  const auto loaded = load("application/json", R"({"project":"shop"})");
  REQUIRE(loaded.has_value());
  const auto& event = loaded.value();
  CHECK(event.seq == 5);
  CHECK(event.endpoint == 2);
  CHECK(event.id == "evt_5");
  CHECK(event.event_type == "made");
  CHECK(event.delivery_id == "d-5");
  CHECK(event.attempts == 2);
  CHECK(event.flags == host::store::kFlagReplay);
  CHECK(event.received_at == 100);
  CHECK(event.occurred_at == 90);
  CHECK(event.query == "a=1");
  CHECK(event.headers == host::identity::HeaderValues{{"X-Id", "d-5"}});
  CHECK(event.payload() == R"({"project":"shop"})");
  CHECK(event.raw_path == "base/shop");
}

TEST_CASE("a stored form is unwrapped again, its bytes stay", "[dispatch][ready_event]") {
  const auto loaded =
      load("application/x-www-form-urlencoded", "payload=%7B%22project%22%3A%22x%22%7D");
  REQUIRE(loaded.has_value());
  CHECK(loaded.value().body == "payload=%7B%22project%22%3A%22x%22%7D");
  CHECK(loaded.value().payload() == R"({"project":"x"})");
  CHECK(loaded.value().raw_path == "base/x");
}

TEST_CASE("a body that cannot be read says so again", "[dispatch][ready_event]") {
  CHECK(load("application/json", "{").error().code == "unparseable_body");
  CHECK(load("application/json", "").error().code == "unparseable_body");
  CHECK(load("text/xml", "{}").error().code == "unparseable_body");
}

TEST_CASE("stored headers keep order, repeats and every character", "[dispatch][ready_event]") {
  const host::identity::HeaderValues headers{
      {"X-A", "quote \" slash \\ tab \t é"}, {"X-A", ""}, {"X-B", "2"}};
  CHECK(read_headers(write_headers(headers)) == headers);
  CHECK(read_headers("").empty());
  CHECK(read_headers("{}").empty());
  CHECK(read_headers(R"([["one"],[1,2],"x",["X-A","1"]])") ==
        host::identity::HeaderValues{{"X-A", "1"}});
}
