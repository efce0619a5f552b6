// The one thread that writes and checkpoints (contract 1, step 3 and 5).
//
// Callers queue operations; the thread takes all that wait, applies them in order in one
// transaction, commits with one fsync and then runs their callbacks in the same order. While a
// commit runs the next group gathers: batching without artificial delay.
//
// Bounds: kQueueMax operations wait (beyond: refused `overloaded`), kGroupMax operations or
// kGroupBytesMax bytes form a group.
// Failure: a full disk refuses the group (`storage_full`) and the next ones try again. Any other
// I/O error leaves the state of the file unknown: from then on everything is refused and health()
// says what to do. An operation that fails alone (a defect) is refused alone.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <variant>

#include "host/base/clock.hpp"
#include "host/store/sqlite/checkpoint.hpp"
#include "host/store/sqlite/counters.hpp"
#include "host/store/sqlite/database.hpp"
#include "host/store/sqlite/disk_reserve.hpp"
#include "host/store/sqlite/inbox_writer.hpp"
#include "host/store/sqlite/memory_writer.hpp"
#include "host/store/store.hpp"

namespace host::store::sqlite {

inline constexpr std::size_t kQueueMax = 65536;
inline constexpr std::size_t kGroupMax = 512;
inline constexpr std::size_t kGroupBytesMax = std::size_t{4} << 20;

struct AppendOp {
  Append request;
  UniqueFunction<void(AppendOutcome)> done;
  AppendOutcome outcome{};
};
struct SettleOp {
  Settlement request;
  UniqueFunction<void(SettleOutcome)> done;
  SettleOutcome outcome{};
};
struct DirectOp {
  DirectWrite request;
  UniqueFunction<void(DirectOutcome)> done;
  DirectOutcome outcome{};
};
struct ReplayOp {
  TenantId tenant = kDefaultTenant;
  std::string event_id;
  UniqueFunction<void(ReplayOutcome)> done;
  ReplayOutcome outcome{};
};
struct EndpointOp {
  TenantId tenant = kDefaultTenant;
  std::string connector;
  UniqueFunction<void(Result<EndpointId>)> done;
  EndpointId outcome = 0;
};
using Operation = std::variant<AppendOp, SettleOp, DirectOp, ReplayOp, EndpointOp>;

class Writer {
 public:
  // Opens and migrates the file; throws DatabaseError.
  Writer(const std::string& file, const Clock& clock, std::int64_t disk_reserve_bytes);
  ~Writer();

  void submit(Operation operation);  // any thread
  void close();                      // commits what waits, checkpoints, stops
  StoreHealth health() const;        // any thread

 private:
  using Group = std::vector<Operation>;

  void run();
  bool take_group(Group& group);
  void commit(Group& group);
  void commit_one_by_one(Group& group);
  void apply(Operation& operation, UnixNs now);
  void apply_settlement(SettleOp& op, UnixNs now);
  void apply_direct(DirectOp& op, UnixNs now);
  static void finish(Operation& operation);
  static void refuse(Operation& operation, const Error& error);
  void on_failure(const DatabaseError& error);
  void rollback();
  void keep_house();
  std::optional<Error> refusal() const;

  const Clock& clock_;
  Database database_;
  Counters counters_;
  InboxWriter inbox_;
  MemoryWriter memory_;
  Checkpointer checkpointer_;
  Statement begin_, commit_;
  DiskReserve reserve_;
  std::int64_t next_purge_mono_ns_ = 0;

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Operation> queue_;   // guarded by mutex_
  bool closing_ = false;          // guarded by mutex_
  std::string broken_;            // guarded by mutex_; set: the store refuses everything
  bool full_ = false;             // guarded by mutex_
  std::thread thread_;            // last: runs run() over all of the above
};

}  // namespace host::store::sqlite
