// Events: listed, filtered, paged, read whole, replayed.
#include <algorithm>
#include <set>

#include "tests/integration/test_host.hpp"

using namespace integration;  // NOLINT(google-build-using-namespace)

namespace {

struct Fixture : TestHost {
  Fixture() : TestHost({"echo", "faulty"}) { start(); }

  std::string put(const std::string& id, const std::string& type = "made") {
    const std::string body =
        R"({"project":"shop","id":")" + id + R"(","event_type":")" + type + "\"}";
    const std::string event = accept("echo", body, "delivery-" + id);
    api().settled_event(event);
    return event;
  }
  std::size_t count(const std::string& query) {
    return api().get("/events?" + query).at("/events").Size();
  }
};

}  // namespace

TEST_CASE_METHOD(Fixture, "one event with payload, headers and results", "[events]") {
  const std::string id = put("1");
  const Answer event = api().get("/events/" + id);
  CHECK(event.text("id") == id);
  CHECK(event.text("connector") == "echo");
  CHECK(event.text("event_type") == "made");
  CHECK(event.text("delivery_id") == "delivery-1");
  CHECK(event.text("state") == "done");
  CHECK(event.text("outcome") == "written");
  CHECK(event.at("/attempts").GetInt() == 1);
  CHECK(event.at("/error").IsNull());
  CHECK(event.at("/payload/project") == "shop");
  CHECK(event.at("/results/0/operation") == "write");
  CHECK(event.at("/results/0/entity_path") == "echo/shop");
  CHECK(event.at("/results/0/key") == "event-1");
  CHECK(event.at("/results/0/version").GetInt() == 1);
  CHECK(event.text("received_at") <= event.text("settled_at"));
  const std::string whole = event.http.body;
  CHECK(whole.find("X-Delivery-Id") != std::string::npos);
  CHECK(whole.find("sha256=") == std::string::npos);  // signatures are not stored
}

TEST_CASE_METHOD(Fixture, "an unknown event", "[events]") {
  for (const char* id : {"evt_none", "x", "%00", "..%2F", "%27"}) {
    INFO(id);
    CHECK(api().get(std::string("/events/") + id).status >= 400);
    CHECK(api().get(std::string("/events/") + id).status < 500);
  }
  CHECK(api().get("/events/evt_none").code() == "event_not_found");
  CHECK(api().post("/events/evt_none/replay", "").code() == "event_not_found");
}

TEST_CASE_METHOD(Fixture, "filters", "[events]") {
  put("1", "a.made");
  put("2", "a.sold");
  const std::string third = put("3", "b.made");
  api().settled_event(accept("faulty", R"({"id":"4","mode":"unmatched"})"));
  CHECK(count("") == 4);
  CHECK(count("connector=echo") == 3);
  CHECK(count("connector=none") == 0);
  CHECK(count("event_type=a.made") == 1);
  CHECK(count("event_type=a.*") == 2);
  CHECK(count("state=done") == 4);
  CHECK(count("state=dead") == 0);
  CHECK(count("q=delivery-3") == 1);
  CHECK(count("q=" + third) == 1);
  CHECK(count("since=2099-01-01T00:00:00Z") == 0);
  CHECK(count("until=2020-01-01T00:00:00Z") == 0);
  CHECK(count("q=%25") == 0);  // a percent sign is a percent sign
}

TEST_CASE_METHOD(Fixture, "pages cover everything once, newest first", "[events]") {
  std::vector<std::string> made;
  for (int i = 0; i < 7; ++i) made.push_back(put(std::to_string(i)));
  std::vector<std::string> listed;
  std::string cursor;
  for (int page = 0; page < 10; ++page) {
    const Answer answer =
        api().get("/events?limit=3" + (cursor.empty() ? "" : "&cursor=" + cursor));
    for (const auto& event : answer.at("/events").GetArray())
      listed.emplace_back(event["id"].GetString());
    if (answer.at("/next_cursor").IsNull()) break;
    cursor = answer.text("next_cursor");
  }
  CHECK(std::vector<std::string>(made.rbegin(), made.rend()) == listed);
}

TEST_CASE_METHOD(Fixture, "parameters that make no sense are named", "[events]") {
  for (const char* query : {"state=lost", "cursor=x", "cursor=-1", "cursor=9999999999999999999",
                            "limit=0", "since=yesterday", "until=1"}) {
    INFO(query);
    CHECK(api().get(std::string("/events?") + query).status == 422);
  }
}

TEST_CASE_METHOD(Fixture, "replaying what is stored already writes nothing", "[events]") {
  const std::string id = put("1");
  const Answer before = api().get("/events/" + id);
  const Answer replay = api().post("/events/" + id + "/replay", "");
  CHECK(replay.status == 202);
  const Answer after = api().settled_event(id);
  CHECK(after.text("outcome") == "unchanged");
  CHECK(after.text("received_at") == before.text("received_at"));
  CHECK(api().get("/history/echo/shop/event-1").at("/version_count").GetInt() == 1);
  CHECK(api().event_count("received") == 1);
  CHECK(api().event_count("duplicates") == 0);
}

TEST_CASE_METHOD(Fixture, "replaying a body that cannot be read ends where it was", "[events]") {
  const std::string id = accept("echo", "{broken");
  CHECK(api().post("/events/" + id + "/replay", "").status == 202);
  const Answer event = api().settled_event(id);
  CHECK(event.text("state") == "dead");
  CHECK(event.text("error").rfind("unparseable_body", 0) == 0);
}

TEST_CASE_METHOD(Fixture, "a payload that is not JSON is shown as text", "[events]") {
  const std::string id = accept("echo", "{broken");
  CHECK(api().get("/events/" + id).text("payload") == "{broken");
  const std::string binary = accept("echo", "\xFF\xFE");
  CHECK(api().get("/events/" + binary).at("/payload").IsNull());
}

TEST_CASE_METHOD(Fixture, "connectors are listed with state and source", "[events]") {
  const Answer list = api().get("/connectors");
  CHECK(list.at("/total").GetInt() == static_cast<int>(list.at("/connectors").Size()));
  const std::set<std::string> own{"echo", "faulty", "github"};
  std::set<std::string> names;
  for (const auto& connector : list.at("/connectors").GetArray()) {
    const std::string name = connector["name"].GetString();
    const std::string state = connector["state"].GetString();
    INFO(name);
    names.insert(name);
    if (own.count(name) != 0) {
      CHECK(state == "ready");
    } else {  // came with the host, without a secret
      CHECK(state == "unconfigured");
      CHECK(std::string(connector["reason"].GetString()).find("_SECRET") != std::string::npos);
    }
    CHECK_FALSE(std::string(connector["version"].GetString()).empty());
    CHECK_FALSE(std::string(connector["source"].GetString()).empty());
  }
  CHECK(std::includes(names.begin(), names.end(), own.begin(), own.end()));
  CHECK(names.count("pagerduty") == 1);
  CHECK(api().get("/connectors/none").code() == "connector_not_found");
}
