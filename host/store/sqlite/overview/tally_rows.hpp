// TallyRows: writes what a group changed in the counts (tally.hpp) into their rows.
// Thread rule: the writer's thread, inside its transaction.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "host/store/overview.hpp"
#include "host/store/records.hpp"
#include "host/store/sqlite/file/database.hpp"

namespace host::store::sqlite {

inline constexpr double kConfidenceUnits = 1e9;  // a confidence of 1 in the rows
inline constexpr std::int64_t kNsPerDay = 24 * 3600 * kNsPerSecond;

// Rows of `counters` (counters.hpp) that the tally keeps.
inline constexpr const char* kCounterEntries = "entries";
inline constexpr const char* kCounterVersions = "versions";
inline constexpr const char* kCounterConfidence = "confidence_sum";
inline constexpr const char* kCounterLinked = "outcome_linked";
inline constexpr const char* kCounterEntities = "entities";  // with current entries
inline constexpr const char* kCounterAgents = "agents";      // same
inline constexpr const char* kCounterRecalls = "recalls";
inline constexpr const char* kCounterTokensSaved = "tokens_saved";

// entity_counts.kind and memory_counts.kind
enum class EntityCount : std::uint8_t { agent = 0, mark = 1 };
enum class MemoryCount : std::uint8_t { type = 0, confidence = 1, day = 2 };

struct MarkChange {
  std::string mark;
  std::int64_t entries = 0;
  std::int64_t reached = 0;
};
// Few per entity and agent: looked through in order.
using MarkChanges = std::vector<MarkChange>;
MarkChange& change_of(MarkChanges& changes, std::string_view mark);

struct EntityChange {
  TenantId tenant = kDefaultTenant;
  std::int64_t entries = 0, versions = 0, linked = 0, confidence = 0, recalls = 0, tokens = 0;
  EntryId last_entry = 0;    // newest that became current; 0 = none did
  bool lost_newest = false;  // what was the newest may be gone: look for it
  UnixNs last_at = 0;
  AgentNumber last_agent = 0;
  std::map<AgentNumber, std::int64_t> agents;
  MarkChanges marks;
};

struct AgentChange {
  TenantId tenant = kDefaultTenant;
  std::int64_t entries = 0, entities = 0;
  UnixNs last_at = 0;
  MarkChanges marks;
};

struct TenantChange {
  std::int64_t entries = 0, versions = 0, linked = 0, confidence = 0, entities = 0, agents = 0,
               recalls = 0, tokens = 0;
  std::map<std::pair<MemoryCount, std::int64_t>, std::int64_t> counts;
};

class TallyRows {
 public:
  explicit TallyRows(Database& database);

  // Each returns by how much a count of the next one changes: entities with entries, agents with
  // entries. `agents` learns in how many more entities each has entries.
  std::int64_t write(EntityNumber entity, const EntityChange& change,
                     std::map<AgentNumber, AgentChange>& agents);
  std::int64_t write(AgentNumber agent, const AgentChange& change);
  void write(TenantId tenant, const TenantChange& change);

 private:
  // How a count that was changed by `by` to `now` changes the number of those above zero.
  static std::int64_t step(std::int64_t now, std::int64_t by);
  void add(TenantId tenant, const char* counter, std::int64_t by);

  Statement change_entity_, find_newest_, count_agent_, count_mark_, change_agent_, agent_mark_,
      count_memory_, drop_memory_, change_counter_;
};

}  // namespace host::store::sqlite
