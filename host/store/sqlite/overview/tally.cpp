#include "host/store/sqlite/overview/tally.hpp"

#include <algorithm>
#include <cmath>

namespace host::store::sqlite {

Tally::Tally(Database& database)
    : entity_numbers_(database, "SELECT id FROM entities WHERE tenant=?1 AND entity_path=?2",
                      "INSERT INTO entities(tenant, entity_path, entries, versions, linked, "
                      "confidence_sum, last_entry, first_at, last_at, last_agent) "
                      "VALUES(?1, ?2, 0, 0, 0, 0, 0, ?3, ?3, 0)"),
      agent_numbers_(database, "SELECT id FROM agents WHERE tenant=?1 AND agent_id=?2",
                     "INSERT INTO agents VALUES(NULL, ?1, ?2, 0, 0, ?3, ?3)"),
      rows_(database) {}

EntityNumber Tally::entity(TenantId tenant, const std::string& entity_path, UnixNs now) {
  return entity_numbers_.number(tenant, entity_path, now);
}

AgentNumber Tally::agent(TenantId tenant, const std::string& agent_id, UnixNs now) {
  return agent_numbers_.number(tenant, agent_id, now);
}

void Tally::add(const TalliedEntry& entry, std::string_view previous_mark) {
  count(entry, 1);
  EntityChange& entity = entities_[entry.entity];
  ++entity.versions;
  ++tenants_[entry.tenant].versions;
  entity.last_entry = entry.id;
  entity.lost_newest = false;
  entity.last_at = std::max(entity.last_at, entry.written_at);
  entity.last_agent = entry.agent;
  AgentChange& agent = agents_[entry.agent];
  agent.last_at = std::max(agent.last_at, entry.written_at);
  if (entry.mark.empty() || entry.mark == previous_mark) return;
  ++change_of(entity.marks, entry.mark).reached;
  ++change_of(agent.marks, entry.mark).reached;
}

void Tally::remove(const TalliedEntry& entry) {
  count(entry, -1);
  EntityChange& entity = entities_[entry.entity];
  if (entity.last_entry > entry.id) return;  // a newer one came in this group
  entity.last_entry = 0;
  entity.lost_newest = true;
}

void Tally::count(const TalliedEntry& entry, std::int64_t by) {
  const std::int64_t confidence = std::llround(entry.confidence * kConfidenceUnits);
  const std::int64_t linked = entry.outcome_linked ? by : 0;
  EntityChange& entity = entities_[entry.entity];
  entity.tenant = entry.tenant;
  entity.entries += by;
  entity.linked += linked;
  entity.confidence += by * confidence;
  entity.agents[entry.agent] += by;
  AgentChange& agent = agents_[entry.agent];
  agent.tenant = entry.tenant;
  agent.entries += by;
  if (!entry.mark.empty()) {
    change_of(entity.marks, entry.mark).entries += by;
    change_of(agent.marks, entry.mark).entries += by;
  }
  TenantChange& tenant = tenants_[entry.tenant];
  tenant.entries += by;
  tenant.linked += linked;
  tenant.confidence += by * confidence;
  tenant.counts[{MemoryCount::type, static_cast<std::int64_t>(entry.memory_type)}] += by;
  tenant.counts[{MemoryCount::confidence, confidence}] += by;
  tenant.counts[{MemoryCount::day, entry.written_at / kNsPerDay}] += by;
}

void Tally::add_superseded(TenantId tenant, EntityNumber entity) {
  entities_[entity].tenant = tenant;
  ++entities_[entity].versions;
  ++tenants_[tenant].versions;
}

void Tally::recalled(TenantId tenant, EntityNumber entity, std::int64_t times,
                     std::int64_t tokens) {
  EntityChange& change = entities_[entity];
  change.tenant = tenant;
  change.recalls += times;
  change.tokens += tokens;
  tenants_[tenant].recalls += times;
  tenants_[tenant].tokens += tokens;
}

void Tally::flush() {
  for (const auto& [entity, change] : entities_) {
    tenants_[change.tenant].entities += rows_.write(entity, change, agents_);
  }
  for (const auto& [agent, change] : agents_) {
    tenants_[change.tenant].agents += rows_.write(agent, change);
  }
  for (const auto& [tenant, change] : tenants_) rows_.write(tenant, change);
  entities_.clear();
  agents_.clear();
  tenants_.clear();
}

void Tally::forget() {
  entities_.clear();
  agents_.clear();
  tenants_.clear();
  entity_numbers_.forget();  // a rollback took new rows back
  agent_numbers_.forget();
}

}  // namespace host::store::sqlite
