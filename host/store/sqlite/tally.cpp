#include "host/store/sqlite/tally.hpp"

#include <algorithm>

namespace host::store::sqlite {

Tally::Tally(Database& database)
    : database_(database),
      find_entity_(database, "SELECT id FROM entities WHERE tenant=?1 AND entity_path=?2"),
      make_entity_(database, "INSERT INTO entities VALUES(NULL, ?1, ?2, 0, 0.0, ?3, ?3, 0)"),
      change_entity_(database,
                     "UPDATE entities SET entries=entries+?2, confidence_sum=confidence_sum+?3, "
                     "last_at=max(last_at, ?4), last_agent=iif(?5=0, last_agent, ?5) WHERE id=?1"),
      find_agent_(database, "SELECT id FROM agents WHERE tenant=?1 AND agent_id=?2"),
      make_agent_(database, "INSERT INTO agents VALUES(NULL, ?1, ?2, 0, 0, ?3, ?3)"),
      change_agent_(database,
                    "UPDATE agents SET entries=entries+?2, last_at=max(last_at, ?3) WHERE id=?1") {}

EntityId Tally::entity(TenantId tenant, const std::string& entity_path, UnixNs now) {
  find_entity_.bind(tenant, entity_path);
  const EntityId known = find_entity_.step() ? find_entity_.integer(0) : 0;
  find_entity_.reset();
  if (known != 0) return known;
  make_entity_.bind(tenant, entity_path, now).run();
  return database_.last_insert_rowid();
}

AgentNumber Tally::agent(TenantId tenant, const std::string& agent_id, UnixNs now) {
  find_agent_.bind(tenant, agent_id);
  const AgentNumber known = find_agent_.step() ? find_agent_.integer(0) : 0;
  find_agent_.reset();
  if (known != 0) return known;
  make_agent_.bind(tenant, agent_id, now).run();
  return database_.last_insert_rowid();
}

void Tally::add(const TalliedEntry& entry) {
  EntityChange& entity = entities_[entry.entity];
  ++entity.entries;
  entity.confidence += entry.confidence;
  entity.last_at = std::max(entity.last_at, entry.written_at);
  entity.last_agent = entry.agent;
  AgentChange& agent = agents_[entry.agent];
  ++agent.entries;
  agent.last_at = std::max(agent.last_at, entry.written_at);
}

void Tally::remove(const TalliedEntry& entry) {
  EntityChange& entity = entities_[entry.entity];
  --entity.entries;
  entity.confidence -= entry.confidence;
  --agents_[entry.agent].entries;
}

void Tally::flush() {
  for (const auto& [id, change] : entities_) {
    change_entity_.bind(id, change.entries, change.confidence, change.last_at, change.last_agent)
        .run();
  }
  for (const auto& [id, change] : agents_) {
    change_agent_.bind(id, change.entries, change.last_at).run();
  }
  forget();
}

void Tally::forget() {
  entities_.clear();
  agents_.clear();
}

}  // namespace host::store::sqlite
