#include "host/store/sqlite/file/checkpoint.hpp"

#include <spdlog/spdlog.h>

#include "host/base/clock.hpp"

namespace host::store::sqlite {
namespace {

int on_commit(void* log_pages, sqlite3* /*handle*/, const char* /*name*/, int pages) {
  *static_cast<int*>(log_pages) = pages;
  return SQLITE_OK;
}

}  // namespace

Checkpointer::Checkpointer(Database& database, StoreStats& stats)
    : database_(database), stats_(stats) {
  sqlite3_wal_hook(database.handle(), on_commit, &log_pages_);
}

void Checkpointer::between_groups(bool quiet) {
  stats_.log_pages.store(log_pages_, std::memory_order_relaxed);
  if (new_pages() < (quiet ? kQuietCheckpointPages : kCheckpointPages)) return;
  const bool restart = log_pages_ >= kRestartPages;
  if (restart) sqlite3_busy_timeout(database_.handle(), kRestartWaitMs);
  const std::int64_t began = monotonic_ns();
  int in_log = 0;
  int moved = 0;
  const int code = sqlite3_wal_checkpoint_v2(
      database_.handle(), nullptr, restart ? SQLITE_CHECKPOINT_RESTART : SQLITE_CHECKPOINT_PASSIVE,
      &in_log, &moved);
  if (restart) sqlite3_busy_timeout(database_.handle(), kBusyTimeoutMs);
  // Busy: a reader still uses the log; what it holds back goes with the next checkpoint.
  if (code != SQLITE_OK && (code & 0xFF) != SQLITE_BUSY) database_.fail(code, "checkpoint");
  stats_.checkpoints.add(monotonic_ns() - began);
  if (code != SQLITE_OK || moved < in_log) add_to(stats_.checkpoints_held);
  tried_at_ = log_pages_;
}

// Since the last checkpoint. One that moved everything lets the log begin anew: it is shorter then.
int Checkpointer::new_pages() const {
  return log_pages_ >= tried_at_ ? log_pages_ - tried_at_ : log_pages_;
}

void Checkpointer::at_close() {
  const int code = sqlite3_wal_checkpoint_v2(database_.handle(), nullptr,
                                             SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
  if (code != SQLITE_OK) spdlog::warn("store: checkpoint at close: {}", sqlite3_errstr(code));
}

}  // namespace host::store::sqlite
