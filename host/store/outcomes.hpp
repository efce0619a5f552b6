// What came of acting on memories, and whether the memory is intact.
#pragma once

#include "host/store/records.hpp"

namespace host::store {

// What an outcome does to each entry that led to it (AMFS's newest factors). The older names of
// AMFS's types are mapped to these.
struct OutcomeType {
  const char* name;
  double factor;  // of the confidence; the product is kept within 0…1
  bool success;
};
// nullptr for an unknown name.
const OutcomeType* find_outcome_type(std::string_view name);

struct OutcomeRecord {
  std::int64_t id = 0;
  std::string outcome_ref;
  std::string outcome_type;  // as it was sent
  double causal_confidence = 1.0;
  std::vector<std::string> causal_entry_keys;  // "entity_path/key"
  std::string agent_id;
  std::string task_input;
  std::string response_text;
  std::string tool_calls_json = "[]";
  std::int64_t affected = 0;  // entries that got a new version
  UnixNs committed_at = 0;
};

struct OutcomeFilter {
  TenantId tenant = kDefaultTenant;
  std::string entity_path;  // exact; empty = all
  UnixNs since = 0;
  std::size_t limit = 100;
};

struct VersionName {
  std::string entity_path;
  std::string key;
  std::int64_t version = 0;
};

// The integrity of the stored versions, as far as one request may look.
struct IntegrityReport {
  std::int64_t checked = 0;
  std::int64_t valid = 0;
  std::vector<VersionName> corrupted;     // the value is not what was written
  std::vector<VersionName> orphaned;      // the event it came from is gone
  std::vector<VersionName> chain_breaks;  // an earlier version was changed or is missing
  bool truncated = false;                 // go on behind `last`
  VersionName last;                       // the last key that was checked
};

struct IntegrityRequest {
  TenantId tenant = kDefaultTenant;
  std::string entity_path;  // exact; empty = all
  VersionName after;        // only keys behind this one
};

inline constexpr std::int64_t kVerifyVersionsMax = 10'000;  // one request
inline constexpr std::size_t kVerifyBytesMax = std::size_t{32} << 20;
inline constexpr std::size_t kVerifyFindingsMax = 100;  // of each kind

// Part of a Reader: its thread rule.
class OutcomeReader {
 public:
  virtual ~OutcomeReader() = default;
  virtual std::vector<OutcomeRecord> outcomes(const OutcomeFilter&) = 0;  // newest first
  virtual IntegrityReport verify(const IntegrityRequest&) = 0;
};

struct CommittedOutcome {
  OutcomeRecord record;
  std::vector<Entry> entries;  // the new versions
};

// Part of a Store: callbacks run once, on the writer's thread, when the change is on disk.
class OutcomeWrites {
 public:
  virtual ~OutcomeWrites() = default;
  // Keeps the outcome and gives each entry named a new version, in one transaction; unknown names
  // are skipped.
  virtual void commit(TenantId tenant, OutcomeRecord record,
                      UniqueFunction<void(Result<CommittedOutcome>)> done) = 0;
};

}  // namespace host::store
