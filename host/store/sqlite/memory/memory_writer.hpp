// Everything the writer does to the memory: versions, the late and equal rules (contract 2.3),
// outcomes, what runs out, the search index, contexts. Runs inside the writer's transaction, on its
// thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "host/store/records.hpp"
#include "host/store/sqlite/file/database.hpp"
#include "host/store/sqlite/memory/entry_rows.hpp"
#include "host/store/sqlite/memory/key_versions.hpp"
#include "host/store/sqlite/overview/tally.hpp"
#include "host/store/sqlite/search/search_index.hpp"

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
  EntryId id = 0;
};

// What an outcome does to an entry that led to it.
struct OutcomeEffect {
  std::string type;
  double factor = 1.0;  // of the confidence; the product is kept within 0…1
  bool success = false;
};

inline constexpr int kExpiredPerSweep = 256;  // a sweep holds up acknowledgements: few ms

class MemoryWriter {
 public:
  // `database` knows amfs_now() (with_clock()).
  MemoryWriter(Database& database, Tally& tally, const Clock& clock);

  // `always`: a version even when nothing changes, and never late (a direct write).
  Written write(const MemoryWrite& write, const WriteOrigin& origin, bool always);
  // A version that differs from the current one only by what came of it; nothing for an unknown
  // key.
  std::optional<EntryId> apply_outcome(TenantId tenant, const std::string& entity_path,
                                       const std::string& key, const OutcomeEffect& effect,
                                       UnixNs now);
  // Makes history of what has run out, at most kExpiredPerSweep entries; how many.
  int expire(UnixNs now);
  // As readers get it, this transaction's changes included.
  std::optional<Entry> entry(EntryId id) { return rows_.by_id(id); }
  void add_context(const ContextNote& note, const WriteOrigin& origin);
  // Once per group.
  void flush_index() { index_.flush(); }  // before the commit
  void forget() { index_.forget(); }      // after a rollback

 private:
  EntryId insert(const MemoryWrite& write, const WriteOrigin& origin, const KnownVersion* known,
                 const VersionPlace& place, std::uint32_t flags, UnixNs occurred_at);
  void supersede(const KnownVersion& known, const MemoryWrite& write, TenantId tenant,
                 std::uint32_t add_flags = 0);
  void index(EntryId id, const MemoryWrite& write, const WriteOrigin& origin);

  Database& database_;
  Tally& tally_;
  EntryRows rows_;
  KeyVersions versions_;
  Statement insert_, copy_, supersede_, expired_, insert_ref_, delete_ref_;
  SearchIndex index_;
  Statement insert_context_;
};

}  // namespace host::store::sqlite
