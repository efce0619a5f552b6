// POST /events/replay: many events at once, by filter; and the parts of a single replay that touch
// more than one event.
#include "tests/integration/test_host.hpp"

using namespace integration;  // NOLINT(google-build-using-namespace)

namespace {

struct Fixture : TestHost {
  Fixture() : TestHost({"echo", "faulty"}) { start(); }

  std::string put(const std::string& connector, const std::string& id,
                  const std::string& mode = "ok") {
    const std::string event = accept(
        connector, R"({"project":"shop","id":")" + id + R"(","mode":")" + mode + "\"}", "d-" + id);
    api().settled_event(event);
    return event;
  }
  Answer replay(const std::string& body) { return api().post("/events/replay", body); }
  bool was_replayed(const std::string& id) {
    const Answer event = api().settled_event(id);
    for (const auto& flag : event.at("/flags").GetArray()) {
      if (std::string(flag.GetString()) == "replay") return true;
    }
    return false;
  }
};

}  // namespace

TEST_CASE_METHOD(Fixture, "by connector, and nothing else", "[replay]") {
  std::vector<std::string> chosen;
  for (int i = 0; i < 5; ++i) chosen.push_back(put("faulty", std::to_string(i)));
  const std::string other = put("echo", "9");
  const Answer dry = replay(R"({"connector":"faulty","dry_run":true})");
  CHECK(dry.status == 202);
  CHECK(dry.text("status") == "dry_run");
  CHECK(dry.at("/count").GetInt() == 5);
  for (const std::string& id : chosen) CHECK_FALSE(was_replayed(id));
  const Answer answer = replay(R"({"connector":"faulty"})");
  CHECK(answer.status == 202);
  CHECK(answer.text("status") == "queued");
  CHECK(answer.at("/count").GetInt() == 5);
  CHECK(answer.at("/complete").GetBool());
  for (const std::string& id : chosen) {
    CHECK(was_replayed(id));
    CHECK(api().settled_event(id).text("outcome") == "unchanged");
  }
  CHECK_FALSE(was_replayed(other));
}

TEST_CASE_METHOD(Fixture, "every filter narrows", "[replay]") {
  put("faulty", "1");
  put("faulty", "2", "skip");
  put("echo", "3");
  accept("echo", "{broken");
  const auto count = [&](const std::string& filter) {
    return replay("{" + filter + R"(,"dry_run":true})").at("/count").GetInt();
  };
  CHECK(count(R"("all":true)") == 4);
  CHECK(count(R"("state":"dead")") == 1);
  CHECK(count(R"("state":"done","connector":"faulty")") == 2);
  CHECK(count(R"("q":"d-2")") == 1);
  CHECK(count(R"("since":"2099-01-01T00:00:00Z")") == 0);
  CHECK(count(R"("until":"2020-01-01T00:00:00Z")") == 0);
  CHECK(count(R"("since":"2020-01-01T00:00:00Z")") == 4);
  CHECK(count(R"("event_type":"none*")") == 0);
  CHECK(count(R"("connector":"none")") == 0);
  CHECK(replay(R"({"connector":"none"})").at("/count").GetInt() == 0);
}

TEST_CASE_METHOD(Fixture, "a limit takes the newest and says that more are there", "[replay]") {
  std::vector<std::string> ids;
  for (int i = 0; i < 4; ++i) ids.push_back(put("echo", std::to_string(i)));
  const Answer answer = replay(R"({"all":true,"limit":3})");
  CHECK(answer.at("/count").GetInt() == 3);
  CHECK_FALSE(answer.at("/complete").GetBool());
  CHECK_FALSE(was_replayed(ids[0]));
  for (int i = 1; i < 4; ++i) CHECK(was_replayed(ids[static_cast<std::size_t>(i)]));
}

TEST_CASE_METHOD(Fixture, "more than one batch", "[replay]") {
  constexpr int kMany = 600;  // more than two transactions' worth
  std::string last;
  for (int i = 0; i < kMany; ++i) {
    last = accept("echo", R"({"project":"shop","id":")" + std::to_string(i) + "\"}",
                  "many-" + std::to_string(i));
  }
  REQUIRE(test::wait_until([&] { return api().event_count("done") == kMany; }, kSettlePatience));
  CHECK(replay(R"({"connector":"echo"})").at("/count").GetInt() == kMany);
  CHECK(test::wait_until([&] { return api().event_count("done") == kMany; }, kSettlePatience));
  CHECK(was_replayed(last));
  CHECK(api()
            .get("/entries?entity_path=echo/shop&include_superseded=true&limit=1")
            .at("/total")
            .GetInt() == kMany);
}

TEST_CASE_METHOD(Fixture, "what is not clear is refused", "[replay]") {
  put("echo", "1");
  for (const char* body :
       {"{}", R"({"dry_run":true})", R"({"all":false})", R"({"all":"yes"})",
        R"({"all":true,"connector":"echo"})", R"({"conector":"echo","all":true})",
        R"({"state":"lost"})", R"({"state":"received"})", R"({"connector":7})",
        R"({"since":"yesterday"})", R"({"all":true,"limit":0})", R"({"all":true,"limit":100001})",
        R"({"all":true,"limit":"5"})", "[]", "7"}) {
    INFO(body);
    CHECK(replay(body).status == 422);
  }
  CHECK(replay("").code() == "invalid_json");
  CHECK(sender().post("/events/replay", R"({"all":true})").status == 401);
  CHECK(api().event_count("done") == 1);
}

TEST_CASE_METHOD(Fixture, "a direct event has nothing to run again", "[replay]") {
  const Answer sent =
      api().post("/events", R"({"source":"cli","entity_path":"notes","key":"k","value":1})");
  const std::string id = sent.text("event_id");
  const Answer answer = api().post("/events/" + id + "/replay", "");
  CHECK(answer.status == 409);
  CHECK(answer.code() == "event_not_replayable");
  CHECK(replay(R"({"all":true})").at("/count").GetInt() == 0);
  CHECK(api().get("/events/" + id).text("state") == "done");
}

TEST_CASE_METHOD(Fixture, "a replay is audited with who asked and what for", "[replay]") {
  const std::string id = put("echo", "1");
  api().post("/events/" + id + "/replay", "");
  api().settled_event(id);
  replay(R"({"connector":"echo","state":"done"})");
  replay(R"({"connector":"echo","dry_run":true})");
  const Answer audit = api().get("/admin/audit?action=event.replay");
  REQUIRE(audit.at("/entries").Size() == 2);
  CHECK(audit.http.body.find("connector=echo state=done") != std::string::npos);
  CHECK(audit.http.body.find(id) != std::string::npos);
}

TEST_CASE_METHOD(Fixture, "a connector's notes are there once, however often it runs", "[replay]") {
  const std::string id = put("faulty", "1", "context");
  CHECK(api().settled_event(id).text("outcome") == "context");
  replay(R"({"connector":"faulty"})");
  CHECK(was_replayed(id));
  const Answer notes = api().get("/contexts?connector=faulty");
  REQUIRE(notes.at("/contexts").Size() == 1);
  CHECK(notes.at("/contexts/0/label") == "faulty-note");
  CHECK(notes.at("/contexts/0/source") == "faulty");
  CHECK(notes.at("/contexts/0/agent_id") == "webhook/faulty");
  CHECK(notes.at("/contexts/0/event_id") == id.c_str());
}
