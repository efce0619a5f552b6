// Everything the writer does to the memory: versions, the late and equal rules (contract 2.3), the
// search index, contexts, and the check that what a connector read is still true. Runs inside the
// writer's transaction, on its thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "host/store/records.hpp"
#include "host/store/sqlite/database.hpp"
#include "host/store/sqlite/tally.hpp"

namespace host::store::sqlite {

struct WriteOrigin {
  TenantId tenant;
  EndpointId endpoint;
  std::string_view agent_id;
  EventSeq event_seq;
  UnixNs now;
};

struct Written {
  bool changed = false;  // false: equal to the current version
  std::int64_t version = 0;
};

inline constexpr std::int64_t kMergePagesPerGroup = 4;
inline constexpr std::int64_t kIndexedPerMergePage = 4;

class MemoryWriter {
 public:
  MemoryWriter(Database& database, Tally& tally);

  // `always`: a version even when nothing changes, and never late (a direct write).
  Written write(const MemoryWrite& write, const WriteOrigin& origin, bool always);
  void add_context(const ContextNote& note, const WriteOrigin& origin);
  // Once per group: merges segments of the search index in proportion to what was indexed.
  void merge_index();
  bool still_true(const ReadExpectation& read, TenantId tenant);

 private:
  struct Current;
  std::optional<Current> current(TenantId tenant, const std::string& entity_path,
                                 const std::string& key);
  std::int64_t highest_superseded(TenantId tenant, const MemoryWrite& write);
  void supersede(const Current& current, const MemoryWrite& write, TenantId tenant);
  void index(EntryId id, const MemoryWrite& write, TenantId tenant);

  Database& database_;
  Tally& tally_;
  Statement current_, highest_superseded_, insert_, supersede_, insert_ref_, delete_ref_, index_,
      unindex_, insert_context_, current_origin_, find_ref_, list_ids_, merge_;
  std::int64_t indexed_ = 0;  // since the last merge
};

// The tenant's term in the search index.
std::string scope_term(TenantId tenant);

}  // namespace host::store::sqlite
