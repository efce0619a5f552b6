#include "host/store/sqlite/overview/tally_rows.hpp"

namespace host::store::sqlite {
namespace {

std::int64_t only_integer(Statement& statement) {
  const std::int64_t value = statement.step() ? statement.integer(0) : 0;
  statement.run();  // to the end: a RETURNING statement has more to do
  return value;
}

}  // namespace

MarkChange& change_of(MarkChanges& changes, std::string_view mark) {
  for (MarkChange& change : changes) {
    if (change.mark == mark) return change;
  }
  return changes.emplace_back(MarkChange{std::string(mark)});
}

TallyRows::TallyRows(Database& database)
    : change_entity_(database,
                     "UPDATE entities SET entries=entries+?2, versions=versions+?3, "
                     "linked=linked+?4, confidence_sum=confidence_sum+?5, "
                     "last_entry=iif(?6=0, last_entry, ?6), last_at=max(last_at, ?7), "
                     "last_agent=iif(?8=0, last_agent, ?8), recalls=recalls+?9, "
                     "tokens_saved=tokens_saved+?10 WHERE id=?1 RETURNING entries"),
      find_newest_(database,
                   "UPDATE entities SET last_entry=coalesce((SELECT max(id) FROM entries "
                   "WHERE entity=?1 AND current=1), 0) WHERE id=?1"),
      count_agent_(database,
                   "INSERT INTO entity_counts VALUES(?1, 0, ?2, ?3, 0) ON CONFLICT DO UPDATE "
                   "SET entries=entries+excluded.entries RETURNING entries"),
      count_mark_(database,
                  "INSERT INTO entity_counts VALUES(?1, 1, ?2, ?3, ?4) ON CONFLICT DO UPDATE "
                  "SET entries=entries+excluded.entries, reached=reached+excluded.reached"),
      change_agent_(database,
                    "UPDATE agents SET entries=entries+?2, entities=entities+?3, "
                    "last_at=max(last_at, ?4) WHERE id=?1 RETURNING entries"),
      agent_mark_(database,
                  "INSERT INTO agent_marks VALUES(?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE "
                  "SET entries=entries+excluded.entries, reached=reached+excluded.reached"),
      count_memory_(database,
                    "INSERT INTO memory_counts VALUES(?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE "
                    "SET entries=entries+excluded.entries RETURNING entries"),
      // min() and max() over what is left are the smallest and largest confidence there is.
      drop_memory_(database, "DELETE FROM memory_counts WHERE tenant=?1 AND kind=?2 AND item=?3"),
      change_counter_(database,
                      "INSERT INTO counters VALUES(?1, ?2, ?3) "
                      "ON CONFLICT DO UPDATE SET value=value+excluded.value") {}

std::int64_t TallyRows::write(EntityNumber entity, const EntityChange& change,
                              std::map<AgentNumber, AgentChange>& agents) {
  change_entity_.bind(entity, change.entries, change.versions, change.linked, change.confidence,
                      change.last_entry, change.last_at, change.last_agent, change.recalls,
                      change.tokens);
  const std::int64_t entries = only_integer(change_entity_);
  if (change.lost_newest) find_newest_.bind(entity).run();
  for (const auto& [agent, by] : change.agents) {
    if (by == 0) continue;
    count_agent_.bind(entity, agent, by);
    agents[agent].entities += step(only_integer(count_agent_), by);
  }
  for (const MarkChange& mark : change.marks) {
    if (mark.entries == 0 && mark.reached == 0) continue;
    count_mark_.bind(entity, mark.mark, mark.entries, mark.reached).run();
  }
  return step(entries, change.entries);
}

std::int64_t TallyRows::write(AgentNumber agent, const AgentChange& change) {
  change_agent_.bind(agent, change.entries, change.entities, change.last_at);
  const std::int64_t entries = only_integer(change_agent_);
  for (const MarkChange& mark : change.marks) {
    if (mark.entries == 0 && mark.reached == 0) continue;
    agent_mark_.bind(agent, mark.mark, mark.entries, mark.reached).run();
  }
  return step(entries, change.entries);
}

void TallyRows::write(TenantId tenant, const TenantChange& change) {
  add(tenant, kCounterEntries, change.entries);
  add(tenant, kCounterVersions, change.versions);
  add(tenant, kCounterLinked, change.linked);
  add(tenant, kCounterConfidence, change.confidence);
  add(tenant, kCounterEntities, change.entities);
  add(tenant, kCounterAgents, change.agents);
  add(tenant, kCounterRecalls, change.recalls);
  add(tenant, kCounterTokensSaved, change.tokens);
  for (const auto& [count, by] : change.counts) {
    if (by == 0) continue;
    const int kind = static_cast<int>(count.first);
    count_memory_.bind(tenant, kind, count.second, by);
    if (only_integer(count_memory_) == 0) drop_memory_.bind(tenant, kind, count.second).run();
  }
}

std::int64_t TallyRows::step(std::int64_t now, std::int64_t by) {
  const bool was_some = now - by > 0;
  return static_cast<std::int64_t>(now > 0) - static_cast<std::int64_t>(was_some);
}

void TallyRows::add(TenantId tenant, const char* counter, std::int64_t by) {
  if (by != 0) change_counter_.bind(tenant, counter, by).run();
}

}  // namespace host::store::sqlite
