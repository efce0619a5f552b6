// The column lists that every query for entries and events shares, in the order the row readers
// take them.
#pragma once

#include "host/store/records.hpp"
#include "host/store/sqlite/file/database.hpp"

namespace host::store::sqlite {

#define AMFS_ENTRY_COLUMNS                                                                      \
  "n.id, n.entity_path, n.key, n.version, n.current, n.value, n.confidence, n.memory_type, "    \
  "n.agent_id, n.event_seq, n.pattern_refs, n.summary, n.occurred_at, n.written_at, n.ttl_at, " \
  "n.flags, v.id, n.content_hash, n.integrity_chain, n.session_id, n.shared, n.recall_count, "  \
  "n.outcome_count, n.success_count, n.failure_count, n.prior_confidence, n.last_outcome, "     \
  "n.last_outcome_at"
#define AMFS_ENTRY_FROM " FROM entries n LEFT JOIN events v ON v.seq=n.event_seq "

#define AMFS_EVENT_COLUMNS                                                                 \
  "v.seq, v.id, v.tenant, v.endpoint, p.connector, v.event_type, v.delivery_id, v.state, " \
  "v.outcome, v.flags, v.received_at, v.occurred_at, v.settled_at, v.next_attempt_at, "    \
  "v.attempts, v.duplicates, v.duplicate_log, v.error"
#define AMFS_EVENT_FROM " FROM events v JOIN endpoints p ON p.id=v.endpoint "

EventRow read_event(const Statement& row);

}  // namespace host::store::sqlite
