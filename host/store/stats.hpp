// StoreStats: what the store counts, for metrics. Counts are since the start.
//
// Thread rule: written by the store, mostly by its writer's thread; read by any.
#pragma once

#include <atomic>
#include <cstdint>

#include "host/base/duration_histogram.hpp"

namespace host::store {

struct StoreStats {
  using Count = std::atomic<std::uint64_t>;
  using Level = std::atomic<std::int64_t>;

  // What waits for the writer now, and what found no place there.
  Level appends_waiting{0};  // and direct writes, changes of agents, administration
  Level settlements_waiting{0};
  Count queue_refused{0};

  Count refused_late{0};  // the sender's deadline was over before the write's turn
  Count refused_full{0};  // below the disk reserve

  DurationHistogram commits;  // of one group, from BEGIN until it is on disk
  Count operations{0};        // in those groups

  DurationHistogram checkpoints;
  Count checkpoints_held{0};  // a reader held back a part
  Level log_pages{0};         // in the write-ahead log
  Level disk_free{-1};        // bytes; -1 = not known
  Count index_repairs{0};
  Count recalls_dropped{0};  // beyond kRecallsHeldMax
  Count audit_dropped{0};    // rows beyond kAuditPerTenantMax

  // Of all tenants, whatever the start: received (ever), duplicates, and events now in a state.
  Level received{0}, duplicates{0}, retrying{0}, done{0}, dead{0};
};

inline void add_to(StoreStats::Count& count, std::uint64_t by = 1) {
  count.fetch_add(by, std::memory_order_relaxed);
}

}  // namespace host::store
