// When the write-ahead log goes back into the main file. Belongs to the writer's thread: one
// process, one connection, one thread writes and checkpoints (SQLite before 3.51.3 can corrupt a
// file when that is not so).
//
// A checkpoint copies the log's pages into the main file, and the main file must be on the disk
// before the log begins anew and overwrites them. Copying is quick; the disk is not, least of all
// in a large file, and nobody is acked meanwhile. So the disk gets its time on another thread, and
// until it has the pages a reader of our own (`pin_`) keeps SQLite from beginning the log anew:
// power loss finds every page in the log or on the disk. Once the log is long, what little came
// since is copied with the wait, and the log begins anew.
#pragma once

#include <future>
#include <memory>
#include <optional>

#include "host/store/sqlite/file/checkpoint_limits.hpp"
#include "host/store/sqlite/file/database.hpp"
#include "host/store/stats.hpp"

namespace host::store::sqlite {

inline constexpr int kRestartWaitMs = 50;

// A reader that stands at the log's end, so that SQLite keeps the log as it is.
class LogPin {
 public:
  explicit LogPin(const char* file) : database_(file, Database::Mode::read_only) {}

  void hold();
  void release() { snapshot_.reset(); }

 private:
  Database database_;
  std::optional<Snapshot> snapshot_;
};

class Checkpointer {
 public:
  // `database` and `stats` outlive this.
  Checkpointer(Database& database, const CheckpointLimits& limits, StoreStats& stats);

  // `quiet`: no write waits. Throws DatabaseError, also when the disk did not take what an earlier
  // checkpoint copied: from then on the log stays as it is, because only it has those pages.
  void between_groups(bool quiet);
  void at_close();

 private:
  void copy_in_background();
  void copy_and_begin_anew();
  void copy(int mode);
  bool is_on_its_way();
  void finish_sync();
  int new_pages() const;

  Database& database_;
  const CheckpointLimits limits_;
  StoreStats& stats_;
  std::unique_ptr<LogPin> pin_;  // null: the disk failed
  std::future<int> sync_;        // valid: the disk takes what was copied; then SQLite's code
  int log_pages_ = 0;            // in the log, as SQLite's commit hook says
  int tried_at_ = 0;             // log_pages_ at the last checkpoint, complete or not
};

}  // namespace host::store::sqlite
