// What was written, in the order it was: for the stream.
//
// One writer gives out entry ids, so they grow in commit order, and no version is ever deleted:
// "everything after this id" is complete and needs no other bookkeeping, across restarts too.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "host/store/records.hpp"

namespace host::store {

// Ids that one call of written() may span: bounds its time and memory.
inline constexpr EntryId kFeedRangeMax = 512;

// A version as far as it takes to know who wants to hear of it.
struct WrittenVersion {
  EntryId id = 0;
  TenantId tenant = kDefaultTenant;
  std::string entity_path;
  std::string agent_id;
  MemoryType memory_type = MemoryType::fact;
  std::uint32_t flags = 0;
};

// Part of a Reader: its thread rule.
class FeedReader {
 public:
  virtual ~FeedReader() = default;

  // Id of the newest version of any tenant; 0 when there is none.
  virtual EntryId newest() = 0;
  // The versions with after < id <= upto, of all tenants, by id. What lies beyond
  // after + kFeedRangeMax is left out.
  virtual std::vector<WrittenVersion> written(EntryId after, EntryId upto) = 0;
  // One version, complete.
  virtual std::optional<Entry> entry(EntryId id) = 0;
};

}  // namespace host::store
