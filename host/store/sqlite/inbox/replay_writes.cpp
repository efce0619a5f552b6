#include "host/store/sqlite/inbox/replay_writes.hpp"

#include <memory>

#include "host/store/sqlite/administration/audit_log.hpp"

namespace host::store::sqlite {
namespace {

// A direct event has no connector that could run it; it would wait for ever.
#define AMFS_IS_DIRECT "substr(p.connector, 1, 9)='external/'"

struct Found {
  EventSeq seq;
  EndpointId endpoint;
  EventState state;
  bool is_direct;
};

// Of a statement with these four columns.
Found read_found(const Statement& row) {
  return {row.integer(0), row.integer(1), static_cast<EventState>(row.integer(2)),
          row.integer(3) != 0};
}

class Requeue {
 public:
  explicit Requeue(WriteScope& scope)
      : counters_(scope.counters),
        update_(scope.database,
                "UPDATE events SET state=0, outcome=0, attempts=0, next_attempt_at=0, "
                "settled_at=0, error='', flags=flags|?2 WHERE seq=?1") {}

  void operator()(TenantId tenant, const Found& event) {
    update_.bind(event.seq, static_cast<std::uint32_t>(kFlagReplay)).run();
    counters_.move(tenant, event.state, EventState::received);
  }

 private:
  Counters& counters_;
  Statement update_;
};

ReplayOutcome replay_one(WriteScope& scope, TenantId tenant, const std::string& event_id,
                         const AuditRecord& record) {
  Statement find(scope.database, "SELECT v.seq, v.endpoint, v.state, " AMFS_IS_DIRECT
                                 " FROM events v JOIN endpoints p ON p.id=v.endpoint "
                                 "WHERE v.id=?1 AND v.tenant=?2");
  find.bind(event_id, tenant);
  ReplayOutcome out;
  if (!find.step()) {
    out.error = {"event_not_found", "no such event; list events to find its id"};
    return out;
  }
  const Found event = read_found(find);
  find.reset();
  if (event.is_direct) {
    out.error = {"event_not_replayable",
                 "a direct event has no connector to run it again; send it anew"};
    return out;
  }
  Requeue requeue(scope);
  requeue(tenant, event);
  append_audit(scope, record);
  out.ok = true;
  out.seq = event.seq;
  out.endpoint = event.endpoint;
  return out;
}

std::vector<ReplayedEvent> replay_some(WriteScope& scope, TenantId tenant,
                                       const std::vector<EventSeq>& seqs) {
  Statement find(scope.database, "SELECT v.seq, v.endpoint, v.state, " AMFS_IS_DIRECT
                                 " FROM events v JOIN endpoints p ON p.id=v.endpoint "
                                 "WHERE v.seq=?1 AND v.tenant=?2");
  Requeue requeue(scope);
  std::vector<ReplayedEvent> out;
  for (const EventSeq seq : seqs) {
    find.bind(seq, tenant);
    const bool is_there = find.step();
    const Found event = is_there ? read_found(find) : Found{};
    find.reset();
    if (!is_there || event.is_direct || event.state == EventState::received) continue;
    requeue(tenant, event);
    out.push_back({event.seq, event.endpoint});
  }
  return out;
}

#undef AMFS_IS_DIRECT

}  // namespace

void SqliteReplayWrites::replay(TenantId tenant, std::string event_id, AuditRecord record,
                                UniqueFunction<void(ReplayOutcome)> done) {
  auto outcome = std::make_shared<ReplayOutcome>();
  record.tenant = tenant;
  record.resource = event_id;
  auto apply = [=, event_id = std::move(event_id), record = std::move(record)](WriteScope& scope) {
    *outcome = replay_one(scope, tenant, event_id, record);
  };
  auto finished = [outcome, done = std::move(done)](std::optional<Error> error) mutable {
    if (error) {
      *outcome = {};
      outcome->error = std::move(*error);
    }
    done(std::move(*outcome));
  };
  writer_.submit(TaskOp{std::move(apply), std::move(finished)});
}

void SqliteReplayWrites::replay_batch(TenantId tenant, std::vector<EventSeq> seqs,
                                      std::optional<AuditRecord> record,
                                      UniqueFunction<void(ReplayBatchOutcome)> done) {
  if (seqs.size() > kReplayBatchMax) seqs.resize(kReplayBatchMax);
  auto events = std::make_shared<std::vector<ReplayedEvent>>();
  if (record) record->tenant = tenant;
  auto apply = [=, seqs = std::move(seqs), record = std::move(record)](WriteScope& scope) {
    *events = replay_some(scope, tenant, seqs);
    if (record) append_audit(scope, *record);
  };
  auto finished = [events, done = std::move(done)](std::optional<Error> error) mutable {
    ReplayBatchOutcome outcome;
    outcome.ok = !error;
    if (error) {
      outcome.error = std::move(*error);
    } else {
      outcome.events = std::move(*events);
    }
    done(std::move(outcome));
  };
  writer_.submit(TaskOp{std::move(apply), std::move(finished)});
}

}  // namespace host::store::sqlite
