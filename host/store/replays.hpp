// Sending events through transform again, on an operator's word. They keep id and first
// received_at; what they write is what differs from the memory then.
#pragma once

#include "host/base/unique_function.hpp"
#include "host/store/audit.hpp"
#include "host/store/records.hpp"

namespace host::store {

inline constexpr std::size_t kReplayBatchMax = 256;  // events of one transaction: about 2 ms

struct ReplayedEvent {
  EventSeq seq = 0;
  EndpointId endpoint = 0;
};

struct ReplayBatchOutcome {
  bool ok = false;
  std::vector<ReplayedEvent> events;  // back in state `received`, in the order given
  Error error;                        // not ok: nothing of the batch was queued
};

// Part of a Store: callbacks run once, on the writer's thread, when the change is on disk. The
// audit row is written in the same transaction.
class ReplayWrites {
 public:
  virtual ~ReplayWrites() = default;

  virtual void replay(TenantId, std::string event_id, AuditRecord,
                      UniqueFunction<void(ReplayOutcome)>) = 0;
  // At most kReplayBatchMax events. Left alone: those that still wait for their first run, direct
  // events, and what is not the tenant's. No record: a batch that is not the first of its kind.
  virtual void replay_batch(TenantId, std::vector<EventSeq>, std::optional<AuditRecord>,
                            UniqueFunction<void(ReplayBatchOutcome)>) = 0;
};

}  // namespace host::store
