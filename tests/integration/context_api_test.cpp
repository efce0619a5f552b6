// POST /context and GET /contexts.
#include "tests/integration/test_host.hpp"

using namespace integration;  // NOLINT(google-build-using-namespace)

namespace {

struct Fixture : TestHost {
  Fixture() { start(); }

  Answer note(const std::string& members) { return api().post("/context", "{" + members + "}"); }
  std::string labels(const std::string& query) {
    const Answer answer = api().get("/contexts?" + query);
    std::string out;
    for (const auto& context : answer.at("/contexts").GetArray()) {
      out += std::string(context["label"].GetString()) + ' ';
    }
    return out;
  }
};

}  // namespace

TEST_CASE_METHOD(Fixture, "a note is answered as AMFS answers it, and kept", "[contexts]") {
  const Answer bare = note(R"("label":"read the runbook","summary":"nothing new")");
  CHECK(bare.status == 200);
  CHECK(bare.text("recorded") == "read the runbook");
  CHECK(bare.at("/source").IsNull());
  const Answer full = note(
      R"("label":"asked","summary":"on call","source":"slack","agent_id":"agent/7",
         "entity_path":" incidents / db ","key":"a/b","unknown":[1])");
  CHECK(full.text("source") == "slack");
  kill_now();
  start();
  const Answer list = api().get("/contexts");
  REQUIRE(list.at("/contexts").Size() == 2);
  CHECK(list.at("/next_cursor").IsNull());
  CHECK(list.at("/contexts/0/id") == full.text("id").c_str());
  CHECK(list.at("/contexts/0/summary") == "on call");
  CHECK(list.at("/contexts/0/agent_id") == "agent/7");
  CHECK(list.at("/contexts/0/entity_path") == "incidents/db");
  CHECK(list.at("/contexts/0/key") == "a/b");
  CHECK(list.at("/contexts/0/event_id").IsNull());
  CHECK(list.at("/contexts/0/recorded_at").GetStringLength() > 0);
  CHECK(list.at("/contexts/1/source").IsNull());
  CHECK(list.at("/contexts/1/agent_id") == "");
}

TEST_CASE_METHOD(Fixture, "filters", "[contexts]") {
  note(R"("label":"1","summary":"s","entity_path":"repos/acme","key":"k")");
  note(R"("label":"2","summary":"s","entity_path":"repos/acme/shop","agent_id":"a b")");
  note(R"("label":"3","summary":"s","entity_path":"repos/acme-two","source":"chat")");
  CHECK(labels("") == "3 2 1 ");
  CHECK(labels("entity_path=repos/acme") == "2 1 ");
  CHECK(labels("entity_path=repos%2Facme&key=k") == "1 ");
  CHECK(labels("agent_id=a%20b") == "2 ");
  CHECK(labels("source=chat") == "3 ");
  CHECK(labels("label=2") == "2 ");
  CHECK(labels("connector=github").empty());
  CHECK(labels("since=2099-01-01T00:00:00Z").empty());
  CHECK(labels("until=2020-01-01T00:00:00Z").empty());
}

TEST_CASE_METHOD(Fixture, "pages cover everything once", "[contexts]") {
  for (int i = 0; i < 5; ++i) note(R"("label":")" + std::to_string(i) + R"(","summary":"s")");
  std::string cursor;
  std::string all;
  for (int page = 0; page < 9; ++page) {
    const std::string query = "limit=2" + (cursor.empty() ? "" : "&cursor=" + cursor);
    all += labels(query);
    const Answer answer = api().get("/contexts?" + query);
    if (answer.at("/next_cursor").IsNull()) break;
    cursor = answer.text("next_cursor");
  }
  CHECK(all == "4 3 2 1 0 ");
}

TEST_CASE_METHOD(Fixture, "ids of the host are refused", "[contexts]") {
  for (const char* id : {"webhook/github", "external/x", "_system/digest"}) {
    const Answer answer =
        note(R"("label":"l","summary":"s","agent_id":")" + std::string(id) + "\"");
    CHECK(answer.status == 403);
    CHECK(answer.code() == "agent_id_reserved");
  }
  CHECK(labels("").empty());
}

TEST_CASE_METHOD(Fixture, "wrong fields are named", "[contexts]") {
  const std::pair<const char*, const char*> wrong[] = {
      {R"("summary":"s")", "/label"},
      {R"("label":"","summary":"s")", "/label"},
      {R"("label":7,"summary":"s")", "/label"},
      {R"("label":"l")", "/summary"},
      {R"("label":"l","summary":null)", "/summary"},
      {R"("label":"l","summary":"s","source":{})", "/source"},
      {R"("label":"l","summary":"s","agent_id":1)", "/agent_id"},
      {R"("label":"l","summary":"s","agent_id":"a\nb")", "/agent_id"},
      {R"("label":"l","summary":"s","entity_path":"..")", "/entity_path"},
      {R"("label":"l","summary":"s","key":"k")", "/entity_path"},
      {R"("label":"l","summary":"s","entity_path":"p","key":"a\u0000")", "/key"}};
  for (const auto& [members, field] : wrong) {
    INFO(members);
    const Answer answer = note(members);
    CHECK(answer.status == 422);
    CHECK(answer.at("/errors/0/field") == field);
  }
  CHECK(note(R"("label":")" + std::string(5000, 'l') + R"(","summary":"s")").status == 422);
}
