// KeyVersions: what a key's versions are so far and where the next one stands: its number and its
// hashes (content_hash.hpp). Writer's thread, inside its transaction.
#pragma once

#include <optional>
#include <string>

#include "host/store/records.hpp"
#include "host/store/sqlite/file/database.hpp"
#include "host/store/sqlite/memory/entry_rows.hpp"
#include "host/store/sqlite/overview/tally.hpp"

namespace host::store::sqlite {

// What was before of a key: its current version, else the highest one (it ran out).
struct KnownVersion {
  EntryId id;
  std::int64_t version;
  std::string value_json;
  double confidence;
  MemoryType memory_type;
  std::string agent_id;
  std::string refs_json;
  UnixNs occurred_at;
  std::uint32_t flags;
  EntityNumber entity;
  AgentNumber agent;
  std::string mark;
  bool current;
  UnixNs ttl_at;
  EventSeq event_seq;
  std::string content_hash;
  std::string chain;
  std::int64_t recall_count;
  EntryOutcomes outcomes;
  UnixNs written_at;

  bool is_live(UnixNs now) const { return current && (ttl_at == 0 || ttl_at > now); }
  bool equals(const MemoryWrite& write, const std::string& write_refs_json) const {
    return value_json == write.value_json && confidence == write.confidence &&
           memory_type == write.memory_type && refs_json == write_refs_json;
  }
  TalliedEntry tallied(TenantId tenant) const {
    return {id,  tenant, entity, agent, confidence, memory_type, written_at, outcomes.count > 0,
            mark};
  }
};

// Where a new version stands in the row of its key's versions.
struct VersionPlace {
  std::int64_t version = 1;
  std::string previous_chain;
};

class KeyVersions {
 public:
  KeyVersions(Database& database, EntryRows& rows);

  std::optional<KnownVersion> find(TenantId tenant, const std::string& entity_path,
                                   const std::string& key);
  // `known` is what find() gave for the key of `write`; nullptr when that was nothing.
  VersionPlace next(const KnownVersion* known, TenantId tenant, const MemoryWrite& write);
  // Of the value of `write`; empty where the row keeps none.
  std::string hash_of(const MemoryWrite& write, EventSeq event, std::int64_t version);

 private:
  EntryRows& rows_;
  Statement find_, later_;
};

}  // namespace host::store::sqlite
