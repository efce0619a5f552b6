// Entries written and read by agents themselves, by key.
#pragma once

#include "host/store/records.hpp"

namespace host::store {

// POST /entries: always a new version, never late.
struct EntryWrite {
  TenantId tenant = kDefaultTenant;
  std::string agent_id;
  MemoryWrite write;
};

inline constexpr std::size_t kRecallsHeldMax = 65536;  // keys; beyond, reads are not counted

// Part of a Store: callbacks run once, on the writer's thread, when the change is on disk.
class EntryWrites {
 public:
  virtual ~EntryWrites() = default;

  // The version as readers get it, or `overloaded`, `storage_full`, ….
  virtual void write(EntryWrite, UniqueFunction<void(Result<Entry>)> done) = 0;

  // This entry was read by its key: counts once, for its key's current version, within some
  // seconds; a crash loses what was not written yet. Gives the reads before this one that are not
  // in entry.recall_count yet. Any thread.
  virtual std::int64_t recalled(const Entry& entry) = 0;
};

}  // namespace host::store
