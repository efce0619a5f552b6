// What is known altogether: stats, entities, agents, timelines, briefing.
#include "tests/e2e/conformance/client.hpp"

using namespace conformance;  // NOLINT(google-build-using-namespace)

namespace {

struct Filled : Client {
  Filled() {
    write("a", "1", R"("agent_id":"agent/1","confidence":0.5)");
    write("b", "2", R"("agent_id":"agent/1")");
    post("/entries", R"({"entity_path":"q","key":"c","value":3,"agent_id":"agent/2"})");
  }
};

}  // namespace

TEST_CASE_METHOD(Filled, "stats", "[stats]") {
  const Answer stats = get("/stats");
  check_members(stats.json,
                {"total_entries", "total_entities", "total_agents", "agents", "entities",
                 "confidence_avg", "confidence_min", "confidence_max", "outcome_linked_count",
                 "oldest_entry_at", "newest_entry_at", "total_recalls", "recalled_tokens_saved",
                 "entries_this_week", "entries_last_week", "memory_type_counts", "events"});
  CHECK(stats.at("/total_entries").GetInt() == 3);
  CHECK(stats.at("/total_entities").GetInt() == 2);
  CHECK(stats.at("/total_agents").GetInt() == 2);
  CHECK(stats.at("/agents")["agent/1"].GetInt() == 2);
  CHECK(stats.at("/entities")["p"].GetInt() == 2);
  CHECK(stats.at("/confidence_min").GetDouble() == 0.5);
  CHECK(stats.at("/confidence_max").GetDouble() == 1.0);
  CHECK(stats.at("/memory_type_counts/fact").GetInt() == 3);
}

TEST_CASE_METHOD(Filled, "entities", "[entities]") {
  const Answer list = get("/entities");
  REQUIRE(list.at("/entities").Size() == 2);
  for (const auto& entity : list.at("/entities").GetArray()) {
    check_members(entity, {"entity_path", "entry_count", "avg_confidence", "last_updated",
                           "last_agent", "agents", "total_recalls"});
    if (std::string(entity["entity_path"].GetString()) != "p") continue;
    CHECK(entity["entry_count"].GetInt() == 2);
    CHECK(entity["avg_confidence"].GetDouble() == 0.75);
    CHECK(std::string(entity["last_agent"].GetString()) == "agent/1");
  }
}

TEST_CASE_METHOD(Filled, "agents are written in camel case, the busiest first", "[agents]") {
  const Answer list = get("/agents");
  REQUIRE(list.at("/agents").Size() == 2);
  check_members(list.at("/agents/0"), {"agentId", "entriesWritten", "entitiesTouched", "lastActive",
                                       "createdAt", "description", "platform"});
  CHECK(list.at("/agents/0/agentId") == "agent/1");
  CHECK(list.at("/agents/0/entriesWritten").GetInt() == 2);
  CHECK(list.at("/agents/0/entitiesTouched").GetInt() == 1);
}

TEST_CASE_METHOD(Filled, "an agent's timeline, its id encoded or not", "[agents]") {
  for (const char* target : {"/agents/agent/1/timeline", "/agents/agent%2F1/timeline"}) {
    INFO(target);
    const Answer timeline = get(target);
    check_members(timeline.json, {"agentId", "events", "count"});
    CHECK(timeline.text("agentId") == "agent/1");
    CHECK(timeline.at("/count").GetInt() == 2);
    CHECK(timeline.at("/events").Size() == 2);
    check_members(timeline.at("/events/0"), {"id", "agent_id", "event_type", "created_at"});
  }
}

TEST_CASE_METHOD(Filled, "a briefing is digests and their total", "[briefing]") {
  const Answer briefing = get("/briefing?entity_path=p");
  check_members(briefing.json, {"digests", "total"});
  REQUIRE(briefing.at("/digests").Size() >= 1);
  check_members(briefing.at("/digests/0"),
                {"digest_type", "scope", "summary", "entry_count", "source_agents", "compiled_at",
                 "staleness_ms", "anticipation_score", "namespace", "branch"});
  CHECK(briefing.at("/digests/0/digest_type") == "entity");
  CHECK(briefing.at("/digests/0/scope") == "p");
  CHECK(get("/briefing?agent_id=agent/1&limit=1").at("/digests").Size() <= 1);
}
