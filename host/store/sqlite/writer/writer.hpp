// The one thread that writes and checkpoints (contract 1, step 3 and 5).
//
// Callers queue operations; the thread takes all that wait, applies them in order in one
// transaction, commits with one fsync and then runs their callbacks in the same order. While a
// commit runs the next group gathers: batching without artificial delay.
//
// Failure: a full disk refuses the group (`storage_full`) and the next ones try again. Any other
// I/O error leaves the state of the file unknown: from then on everything is refused and health()
// says what to do. An operation that fails alone (a defect) is refused alone. A search index that
// does not fit is made anew and the group applied again.
#pragma once

#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "host/base/clock.hpp"
#include "host/store/sqlite/file/checkpoint.hpp"
#include "host/store/sqlite/file/database.hpp"
#include "host/store/sqlite/file/disk_reserve.hpp"
#include "host/store/sqlite/inbox/inbox_writer.hpp"
#include "host/store/sqlite/memory/memory_writer.hpp"
#include "host/store/sqlite/memory/recall_log.hpp"
#include "host/store/sqlite/search/index_repair.hpp"
#include "host/store/sqlite/sqlite_store.hpp"
#include "host/store/sqlite/writer/counters.hpp"
#include "host/store/sqlite/writer/read_check.hpp"
#include "host/store/sqlite/writer/write_queue.hpp"
#include "host/store/store.hpp"

namespace host::store::sqlite {

class Writer {
 public:
  // Opens and migrates the file; throws DatabaseError.
  Writer(const std::string& file, const Clock& clock, const StoreOptions& options);
  ~Writer();

  // See Store::on_commit(). The queue orders this before every operation submitted later.
  void on_commit(std::function<void()> listener) { committed_ = std::move(listener); }
  RecallLog& recalls() { return recalls_; }     // any thread
  void submit(Operation operation);             // any thread
  void hurry_settlements() { queue_.hurry(); }  // any thread
  void close();                                 // commits what waits, checkpoints, stops
  StoreHealth health() const;                   // any thread
  const StoreStats& stats() const { return stats_; }

 private:
  void run();
  void commit(Group& group);
  void commit_one_by_one(Group& group);
  bool commit_alone(Operation& operation);  // false: not applied
  void end_transaction(UnixNs now);
  void apply(Operation& operation, UnixNs now);
  void apply_settlement(SettleOp& op, UnixNs now);
  void apply_direct(DirectOp& op, UnixNs now);
  const Error& no_room();
  bool on_failure(const DatabaseError& error);
  void rollback();
  void keep_house();
  std::optional<Error> refusal() const;

  StoreStats stats_;
  const Clock& clock_;
  Database database_;
  Counters counters_;
  InboxWriter inbox_;
  Tally tally_;
  MemoryWriter memory_;
  ReadCheck read_check_;
  IndexRepair index_repair_;
  RecallLog recalls_{stats_};
  RecallWriter recall_writer_;
  Checkpointer checkpointer_;
  Statement begin_, commit_;
  DiskReserve reserve_;
  std::int64_t next_purge_mono_ns_ = 0;
  std::function<void()> committed_;

  WriteQueue queue_{stats_};

  mutable std::mutex mutex_;
  std::string broken_;  // guarded by mutex_; set: the store refuses everything
  bool full_ = false;   // guarded by mutex_
  std::thread thread_;  // last: runs run() over all of the above
};

}  // namespace host::store::sqlite
