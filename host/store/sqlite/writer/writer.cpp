#include "host/store/sqlite/writer/writer.hpp"

#include <algorithm>
#include <filesystem>

#include "host/base/log.hpp"
#include "host/store/sqlite/file/now_function.hpp"
#include "host/store/sqlite/file/schema.hpp"

namespace host::store::sqlite {
namespace {

constexpr std::int64_t kPurgeEveryNs = 2 * kNsPerSecond;

const Error kTooLate{"overloaded", "the store is too slow at the moment; try again shortly"};
const Error kFull{"storage_full",
                  "the disk is full or below its reserve; free space, then try again"};
const Error kDefect{"internal_error", "this write was refused by the store; see the host's log"};

// The schema must be current before the first statement is prepared.
Database& migrated(Database& database) {
  migrate(database);
  renew_unfit_index(database);
  return database;
}

}  // namespace

Writer::Writer(const std::string& file, const Clock& clock, const StoreOptions& options)
    : clock_(clock),
      database_(file, Database::Mode::read_write),
      counters_(migrated(database_), stats_),
      inbox_(database_, counters_),
      tally_(database_),
      memory_(with_clock(database_, clock), tally_, clock),
      read_check_(database_),
      index_repair_(database_, stats_),
      recall_writer_(database_, tally_),
      checkpointer_(database_, options.checkpoint, stats_),
      begin_(database_, "BEGIN IMMEDIATE"),
      commit_(database_, "COMMIT"),
      reserve_(std::filesystem::path(file).parent_path().string(), options.disk_reserve_bytes,
               stats_.disk_free),
      thread_([this] { run(); }) {}

Writer::~Writer() { close(); }

void Writer::submit(Operation operation) {
  if (const auto refused = queue_.push(operation)) refuse(operation, *refused);
}

void Writer::close() {
  queue_.close();
  if (thread_.joinable()) thread_.join();
}

StoreHealth Writer::health() const {
  const std::lock_guard lock(mutex_);
  if (!broken_.empty()) return {false, broken_};
  if (full_ || reserve_.was_breached()) return {false, kFull.message};
  return {};
}

void Writer::run() {
  Group group;
  while (queue_.take(group)) {
    if (!group.empty()) commit(group);
    group.clear();
    keep_house();
  }
  checkpointer_.at_close();
}

void Writer::commit(Group& group) {
  if (const auto refused = refusal()) {
    for (Operation& operation : group) refuse(operation, *refused);
    return;
  }
  const UnixNs now = clock_.now_ns();
  const std::int64_t began = monotonic_ns();
  try {
    begin_.run();
    for (Operation& operation : group) apply(operation, now);
    end_transaction(now);
    stats_.commits.add(monotonic_ns() - began);
    add_to(stats_.operations, group.size());
  } catch (const DatabaseError& error) {
    rollback();
    on_failure(error);
    if (const auto refused = refusal()) {
      for (Operation& operation : group) refuse(operation, *refused);
    } else {
      commit_one_by_one(group);
    }
    return;
  }
  {
    const std::lock_guard lock(mutex_);
    full_ = false;
  }
  if (committed_) committed_();
  for (Operation& operation : group) finish(operation);
}

void Writer::end_transaction(UnixNs now) {
  counters_.flush();
  tally_.flush();
  memory_.flush_index();
  inbox_.claim_table().tidy(now);
  touch_index([this] { commit_.run(); });  // writes what the index gathered, reads nothing else
  inbox_.claim_table().committed();
  counters_.committed();
}

// One operation of the group cannot be applied: find it without losing the others.
void Writer::commit_one_by_one(Group& group) {
  for (Operation& operation : group) {
    if (!commit_alone(operation)) {
      refuse(operation, refusal().value_or(kDefect));
      continue;
    }
    if (committed_) committed_();
    finish(operation);
  }
}

bool Writer::commit_alone(Operation& operation) {
  for (;;) {
    const UnixNs now = clock_.now_ns();
    const std::int64_t began = monotonic_ns();
    try {
      begin_.run();
      apply(operation, now);
      end_transaction(now);
      stats_.commits.add(monotonic_ns() - began);
      add_to(stats_.operations);
      return true;
    } catch (const DatabaseError& error) {
      rollback();
      if (!on_failure(error)) return false;
    }
  }
}

void Writer::apply(Operation& operation, UnixNs now) {
  if (auto* append = std::get_if<AppendOp>(&operation)) {
    const std::int64_t deadline = append->request.deadline_mono_ns;
    if (reserve_.breached()) {
      append->outcome.error = no_room();
    } else if (deadline != 0 && monotonic_ns() > deadline) {
      add_to(stats_.refused_late);
      append->outcome.error = kTooLate;
    } else {
      append->outcome = inbox_.append(append->request, now);
    }
  } else if (auto* settle = std::get_if<SettleOp>(&operation)) {
    apply_settlement(*settle, now);
  } else if (auto* direct = std::get_if<DirectOp>(&operation)) {
    apply_direct(*direct, now);
  } else if (auto* endpoint = std::get_if<EndpointOp>(&operation)) {
    endpoint->outcome = inbox_.default_endpoint(endpoint->tenant, endpoint->connector);
  } else if (auto* task = std::get_if<TaskOp>(&operation)) {
    if (reserve_.breached()) {
      task->outcome = no_room();
      return;
    }
    WriteScope scope{database_, inbox_, memory_, counters_, now, stats_};
    task->apply(scope);
  }
}

void Writer::apply_settlement(SettleOp& op, UnixNs now) {
  const Settlement& settlement = op.request;
  const auto from = inbox_.open_state(settlement.seq);
  if (!from) {
    op.outcome.status = SettleStatus::stale;
    return;
  }
  for (const ReadExpectation& read : settlement.reads) {
    if (!read_check_.still_true(read, settlement.tenant)) {
      op.outcome.status = SettleStatus::conflict;
      return;
    }
  }
  const WriteOrigin origin{settlement.tenant, settlement.endpoint, settlement.agent_id,
                           settlement.seq, now};
  bool written = false;
  for (const MemoryWrite& write : settlement.writes) {
    written = memory_.write(write, origin, false).changed || written;
  }
  for (const ContextNote& note : settlement.contexts) memory_.add_context(note, origin);

  EventOutcome outcome = settlement.raw_outcome;  // written > context > unchanged > raw > skipped
  if (outcome == EventOutcome::none && settlement.state == EventState::done) {
    outcome = written                        ? EventOutcome::written
              : !settlement.contexts.empty() ? EventOutcome::context
                                             : EventOutcome::unchanged;
  }
  inbox_.settle(settlement, *from, outcome, now);
  op.outcome = {SettleStatus::committed, outcome};
}

void Writer::apply_direct(DirectOp& op, UnixNs now) {
  if (reserve_.breached()) {
    op.outcome.error = no_room();
    return;
  }
  bool ended = false;
  EventSeq seq = 0;
  EndpointId endpoint = 0;
  op.outcome = inbox_.begin_direct(op.request, now, ended, seq, endpoint);
  if (ended) return;
  const std::string agent = "external/" + op.request.source;
  const WriteOrigin origin{op.request.tenant, endpoint, agent, seq, now};
  op.outcome.version = memory_.write(op.request.write, origin, true).version;
}

const Error& Writer::no_room() {
  add_to(stats_.refused_full);
  return kFull;
}

void Writer::rollback() {
  counters_.forget();
  tally_.forget();
  memory_.forget();
  inbox_.claim_table().forget();
  if (database_.in_transaction()) {
    sqlite3_exec(database_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
  }
}

// True: what failed can be applied again.
bool Writer::on_failure(const DatabaseError& error) {
  if (index_repair_.mends(error)) return true;
  log::error("store: {}", error.what());
  const std::lock_guard lock(mutex_);
  const int code = error.code();
  if (code == SQLITE_FULL) {
    full_ = true;
  } else if (code == SQLITE_IOERR || code == SQLITE_CORRUPT || code == SQLITE_NOTADB ||
             code == SQLITE_READONLY || code == SQLITE_CANTOPEN) {
    broken_ = std::string("the store failed (") + error.what() +
              "); check the disk, then restart the host";
  }
  return false;
}

std::optional<Error> Writer::refusal() const {
  const std::lock_guard lock(mutex_);
  if (!broken_.empty()) return Error{"storage_failed", broken_};
  return std::nullopt;
}

void Writer::keep_house() {
  try {
    reserve_.breached();  // for health(), also when nothing comes in
    checkpointer_.between_groups(queue_.is_quiet());
    const std::int64_t now = monotonic_ns();
    if (now < next_purge_mono_ns_ || refusal()) return;
    next_purge_mono_ns_ = now + kPurgeEveryNs;
    const UnixNs at = clock_.now_ns();
    begin_.run();
    const bool more = memory_.expire(at) == kExpiredPerSweep;
    recall_writer_.write(recalls_.take(kRecallsPerFlush));
    end_transaction(at);
    if (more) next_purge_mono_ns_ = now;
  } catch (const DatabaseError& error) {
    rollback();
    on_failure(error);
  }
}

}  // namespace host::store::sqlite
