// Tally: what is counted per entity and per agent, kept as rows beside the entries so that lists,
// statistics and digests never count: changes are summed up in memory and written once per group,
// in the group's own transaction.
//
// Thread rule: the writer's thread; flush() inside the transaction, forget() after a rollback.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "host/store/records.hpp"
#include "host/store/sqlite/database.hpp"

namespace host::store::sqlite {

using EntityId = std::int64_t;
using AgentNumber = std::int64_t;

// A version that became, or no longer is, the current one of its key.
struct TalliedEntry {
  TenantId tenant = kDefaultTenant;
  EntityId entity = 0;
  AgentNumber agent = 0;
  double confidence = 0;
  UnixNs written_at = 0;
  std::string_view mark;
};

class Tally {
 public:
  explicit Tally(Database& database);

  // The numbers that stand for them in an entry's row; made when new.
  EntityId entity(TenantId tenant, const std::string& entity_path, UnixNs now);
  AgentNumber agent(TenantId tenant, const std::string& agent_id, UnixNs now);

  void add(const TalliedEntry& entry);
  void remove(const TalliedEntry& entry);

  void flush();
  void forget();

 private:
  struct EntityChange {
    std::int64_t entries = 0;
    double confidence = 0;
    UnixNs last_at = 0;
    AgentNumber last_agent = 0;
  };
  struct AgentChange {
    std::int64_t entries = 0;
    UnixNs last_at = 0;
  };

  Database& database_;
  Statement find_entity_, make_entity_, change_entity_, find_agent_, make_agent_, change_agent_;
  std::map<EntityId, EntityChange> entities_;
  std::map<AgentNumber, AgentChange> agents_;
};

}  // namespace host::store::sqlite
