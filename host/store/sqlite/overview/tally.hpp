// Tally: what is counted per tenant, entity and agent, kept as rows beside the entries so that
// lists, statistics and digests never count: changes are summed up in memory and written once per
// group, in the group's own transaction. tests/unit/store/tally_check.hpp says in SQL what they
// must equal.
//
// Thread rule: the writer's thread; flush() inside the transaction, forget() after a rollback.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "host/store/overview.hpp"
#include "host/store/records.hpp"
#include "host/store/sqlite/file/database.hpp"
#include "host/store/sqlite/file/number_cache.hpp"
#include "host/store/sqlite/overview/tally_rows.hpp"

namespace host::store::sqlite {

// A version that became, or no longer is, the current one of its key.
struct TalliedEntry {
  EntryId id = 0;
  TenantId tenant = kDefaultTenant;
  EntityNumber entity = 0;
  AgentNumber agent = 0;
  double confidence = 0;
  MemoryType memory_type = MemoryType::fact;
  UnixNs written_at = 0;
  bool outcome_linked = false;
  std::string_view mark;
};

class Tally {
 public:
  explicit Tally(Database& database);

  // The numbers that stand for them in an entry's row; made when new.
  EntityNumber entity(TenantId tenant, const std::string& entity_path, UnixNs now);
  AgentNumber agent(TenantId tenant, const std::string& agent_id, UnixNs now);

  // A new version, in place of one with `previous_mark`, which was removed.
  void add(const TalliedEntry& entry, std::string_view previous_mark = {});
  // Superseded or expired.
  void remove(const TalliedEntry& entry);
  // A new version that never was the current one.
  void add_superseded(TenantId tenant, EntityNumber entity);
  // An entry was read by its key `times` more.
  void recalled(TenantId tenant, EntityNumber entity, std::int64_t times, std::int64_t tokens);

  void flush();
  void forget();

 private:
  void count(const TalliedEntry& entry, std::int64_t by);

  NumberCache entity_numbers_;
  NumberCache agent_numbers_;
  TallyRows rows_;
  std::map<EntityNumber, EntityChange> entities_;
  std::map<AgentNumber, AgentChange> agents_;
  std::map<TenantId, TenantChange> tenants_;
};

}  // namespace host::store::sqlite
