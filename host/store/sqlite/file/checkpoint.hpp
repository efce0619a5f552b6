// When the write-ahead log goes back into the main file. Belongs to the writer's thread: one
// process, one connection, one thread writes and checkpoints (SQLite before 3.51.3 can corrupt a
// file when that is not so).
#pragma once

#include "host/store/sqlite/file/database.hpp"
#include "host/store/stats.hpp"

namespace host::store::sqlite {

// A checkpoint costs time in which nobody is acked, about 3 ms per 1000 pages of the log. While
// nobody waits they are small and often; under full load larger, for fewer pages in all.
inline constexpr int kQuietCheckpointPages = 500;
inline constexpr int kCheckpointPages = 8000;
inline constexpr int kRestartPages = 32768;  // 128 MiB: readers held it back too long
inline constexpr int kRestartWaitMs = 50;    // and then wait this long for them

class Checkpointer {
 public:
  // Both outlive this.
  Checkpointer(Database& database, StoreStats& stats);

  // `quiet`: no write waits.
  void between_groups(bool quiet);
  void at_close();

 private:
  int new_pages() const;

  Database& database_;
  StoreStats& stats_;
  int log_pages_ = 0;  // in the log, as SQLite's commit hook says
  int tried_at_ = 0;   // log_pages_ at the last checkpoint, complete or not
};

}  // namespace host::store::sqlite
