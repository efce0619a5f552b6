// Direct events, notes and the life signs of a host, as AMFS clients call them.
#include "tests/e2e/conformance/client.hpp"

using namespace conformance;  // NOLINT(google-build-using-namespace)

TEST_CASE_METHOD(Client, "an event is written as external/{source}", "[events]") {
  const Answer sent = post(
      "/events", R"({"source":"cron","entity_path":"ops/db","key":"last","value":{"ok":true}})");
  CHECK(sent.text("status") == "ok");
  CHECK(sent.text("entity_path") == "ops/db");
  CHECK(sent.text("key") == "last");
  CHECK(sent.text("source") == "cron");
  CHECK(sent.text("agent_id") == "external/cron");
  const Answer entry = get("/entries/ops/db/last");
  CHECK(entry.at("/provenance/agent_id") == "external/cron");
  CHECK(entry.at("/confidence").GetDouble() == 1.0);
  CHECK(entry.text("memory_type") == "experience");
  CHECK(entry.at("/value/ok").GetBool());
}

TEST_CASE_METHOD(Client, "an event's entries and an entry's event name each other", "[events]") {
  const std::string id =
      post("/events", R"({"source":"cron","entity_path":"p","key":"k","value":1})")
          .text("event_id");
  CHECK(read("k").at("/provenance/event_id") == id.c_str());
  const Answer event = api().get("/events/" + id);
  CHECK(event.at("/results/0/entity_path") == "p");
  CHECK(event.at("/results/0/key") == "k");
  CHECK(event.at("/results/0/version").GetInt() == 1);
}

TEST_CASE_METHOD(Client, "the list of events", "[events]") {
  post("/events", R"({"source":"cron","entity_path":"p","key":"k","value":1})");
  const Answer list = get("/events");
  check_members(list.at("/events/0"),
                {"id", "connector", "event_type", "delivery_id", "state", "outcome", "flags",
                 "received_at", "settled_at", "attempts", "duplicates", "error"});
  CHECK(list.at("/events/0/connector") == "external/cron");
  CHECK(list.json.HasMember("next_cursor"));
}

TEST_CASE_METHOD(Client, "a note is recorded and can be listed", "[contexts]") {
  const Answer noted = post(
      "/context", R"({"label":"asked","summary":"on call","source":"slack","agent_id":"a/1"})");
  CHECK(noted.text("recorded") == "asked");
  CHECK(noted.text("source") == "slack");
  CHECK(post("/context", R"({"label":"l","summary":"s"})").at("/source").IsNull());
  const Answer list = get("/contexts?source=slack");
  REQUIRE(list.at("/contexts").Size() == 1);
  check_members(list.at("/contexts/0"),
                {"id", "label", "summary", "source", "agent_id", "entity_path", "key", "event_id",
                 "occurred_at", "recorded_at"});
  CHECK(is_utc_time(list.at("/contexts/0/recorded_at")));
}

TEST_CASE_METHOD(Client, "a wrong request says so with `detail`, which AMFS clients show",
                 "[errors]") {
  const Answer wrong = sender().post("/events", R"({"source":"cron"})");
  CHECK(wrong.status == 422);
  CHECK_FALSE(wrong.text("detail").empty());
  CHECK(sender().post("/events", "{").status == 400);
  CHECK(sender().get("/no/such/route").status == 404);
  const Answer method = sender().call("PUT", "/events", "{}");
  CHECK(method.status == 405);
  CHECK_FALSE(method.http.header("Allow").empty());
}

TEST_CASE_METHOD(Client, "both headers carry a key", "[access]") {
  const std::string key = process().admin_key();
  CHECK(sender().call("GET", "/deadletters", "", {{"X-AMFS-API-Key", key}}).status == 200);
  CHECK(sender().call("GET", "/deadletters", "", {{"Authorization", "Bearer " + key}}).status ==
        200);
  CHECK(sender().get("/deadletters").status == 401);
}

TEST_CASE_METHOD(Client, "health needs no key", "[health]") {
  CHECK(get("/health").text("status") == "ok");
  CHECK(get("/ready").text("status") == "ready");
}
