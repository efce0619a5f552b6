#include "host/store/sqlite/file/checkpoint.hpp"

#include <spdlog/spdlog.h>

#include <chrono>
#include <utility>
#include <vector>

#include "host/base/clock.hpp"

namespace host::store::sqlite {
namespace {

int on_commit(void* log_pages, sqlite3* /*handle*/, const char* /*name*/, int pages) {
  *static_cast<int*>(log_pages) = pages;
  return SQLITE_OK;
}

// SQLite's own handle of the main file: another one may not be closed while SQLite has locks on it
// (POSIX drops them all).
int sync_main_file(sqlite3_file* file) { return file->pMethods->xSync(file, SQLITE_SYNC_NORMAL); }

sqlite3_file* main_file(Database& database) {
  sqlite3_file* file = nullptr;
  const int code =
      sqlite3_file_control(database.handle(), "main", SQLITE_FCNTL_FILE_POINTER, &file);
  if (code != SQLITE_OK) database.fail(code, "finding the main file");
  return file;
}

// Commits need no less than FULL; so does every checkpoint that is not followed by a sync of its
// own.
class WithoutSync {
 public:
  explicit WithoutSync(Database& database) : database_(database) {
    database_.execute("PRAGMA synchronous=OFF");
  }
  // Fails only when memory does: then no later commit could be trusted.
  ~WithoutSync() noexcept { database_.execute("PRAGMA synchronous=FULL"); }
  WithoutSync(const WithoutSync&) = delete;
  WithoutSync& operator=(const WithoutSync&) = delete;

 private:
  Database& database_;
};

}  // namespace

void LogPin::hold() {
  snapshot_.emplace(database_);
  database_.query_integer("SELECT 1 FROM sqlite_schema LIMIT 1");  // it is taken by the first read
}

Checkpointer::Checkpointer(Database& database, const CheckpointLimits& limits, StoreStats& stats)
    : database_(database),
      limits_(limits),
      stats_(stats),
      pin_(std::make_unique<LogPin>(sqlite3_db_filename(database.handle(), "main"))) {
  sqlite3_wal_hook(database.handle(), on_commit, &log_pages_);
}

void Checkpointer::between_groups(bool quiet) {
  stats_.log_pages.store(log_pages_, std::memory_order_relaxed);
  if (pin_ == nullptr || is_on_its_way()) return;
  const int fresh = new_pages();
  const bool is_long = log_pages_ >= limits_.log_pages;
  if (is_long && fresh >= limits_.quiet_pages && fresh < limits_.pages / 2) {
    copy_and_begin_anew();
  } else if (fresh >= (quiet ? limits_.quiet_pages : limits_.pages)) {
    copy_in_background();
  }
}

void Checkpointer::copy_in_background() {
  pin_->hold();
  try {
    const WithoutSync without_sync(database_);
    copy(SQLITE_CHECKPOINT_PASSIVE);
  } catch (const DatabaseError&) {
    pin_->release();  // nothing counts as moved
    throw;
  }
  sync_ = std::async(sync_main_file, main_file(database_));
}

// SQLite begins the log anew with the next commit when everything was moved and nobody reads it.
void Checkpointer::copy_and_begin_anew() {
  const bool too_long = log_pages_ >= limits_.log_pages_max;
  if (too_long) sqlite3_busy_timeout(database_.handle(), kRestartWaitMs);
  copy(too_long ? SQLITE_CHECKPOINT_RESTART : SQLITE_CHECKPOINT_PASSIVE);
  if (too_long) sqlite3_busy_timeout(database_.handle(), kBusyTimeoutMs);
}

void Checkpointer::copy(int mode) {
  const std::int64_t began = monotonic_ns();
  int in_log = 0;
  int moved = 0;
  const int code = sqlite3_wal_checkpoint_v2(database_.handle(), nullptr, mode, &in_log, &moved);
  tried_at_ = log_pages_;
  // Busy: a reader still uses the log; what it holds back goes with the next checkpoint.
  if (code != SQLITE_OK && (code & 0xFF) != SQLITE_BUSY) database_.fail(code, "checkpoint");
  stats_.checkpoints.add(monotonic_ns() - began);
  if (code != SQLITE_OK || moved < in_log) add_to(stats_.checkpoints_held);
}

// Waits when the log has become too long meanwhile: the disk is slower than what comes in.
bool Checkpointer::is_on_its_way() {
  if (!sync_.valid()) return false;
  const bool may_go_on = log_pages_ < limits_.log_pages_max;
  if (may_go_on && sync_.wait_for(std::chrono::seconds(0)) == std::future_status::timeout)
    return true;
  finish_sync();
  return false;
}

void Checkpointer::finish_sync() {
  const int code = sync_.get();
  if (code == SQLITE_OK) {
    pin_->release();
    return;
  }
  // Linux reports a failed write once and forgets the page, so only the log has it now. Whoever
  // closes the last connection deletes the log: ours stays open as long as the process lives.
  static auto& kept = *new std::vector<std::unique_ptr<LogPin>>;
  kept.push_back(std::move(pin_));
  throw DatabaseError(code, std::string(sqlite3_errstr(code)) + " while syncing a checkpoint");
}

// Since the last checkpoint. One that moved everything lets the log begin anew: it is shorter then.
int Checkpointer::new_pages() const {
  return log_pages_ >= tried_at_ ? log_pages_ - tried_at_ : log_pages_;
}

void Checkpointer::at_close() {
  try {
    if (sync_.valid()) finish_sync();
  } catch (const DatabaseError& error) {
    spdlog::error("store: {}", error.what());
  }
  if (pin_ == nullptr) return;
  const int code = sqlite3_wal_checkpoint_v2(database_.handle(), nullptr,
                                             SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
  if (code != SQLITE_OK) spdlog::warn("store: checkpoint at close: {}", sqlite3_errstr(code));
}

}  // namespace host::store::sqlite
