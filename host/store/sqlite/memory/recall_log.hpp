// RecallLog: reads by key that are not in the store yet. Counting each one at once would make every
// read a write.
//
// Thread rule: locks itself; readers add, the writer takes.
#pragma once

#include <mutex>
#include <unordered_map>
#include <vector>

#include "host/store/entries.hpp"
#include "host/store/sqlite/file/database.hpp"
#include "host/store/sqlite/overview/tally.hpp"
#include "host/store/stats.hpp"

namespace host::store::sqlite {

struct Recall {
  EntryId entry = 0;
  std::int64_t times = 0;
};

class RecallLog {
 public:
  // `stats` outlives this.
  explicit RecallLog(StoreStats& stats) : stats_(stats) {}

  // The times before that wait to be written. Beyond kRecallsHeldMax keys nothing is counted.
  std::int64_t add(EntryId entry);
  // At most `count_max` of them; they are forgotten here.
  std::vector<Recall> take(std::size_t count_max);

 private:
  StoreStats& stats_;
  std::mutex mutex_;
  std::unordered_map<EntryId, std::int64_t> times_;  // guarded by mutex_
};

inline constexpr std::size_t kRecallsPerFlush = 512;  // one row each: some ms for the writer

// The writer's side, inside its transaction: the current version of the key of what was read gets
// the count.
class RecallWriter {
 public:
  RecallWriter(Database& database, Tally& tally);
  void write(const std::vector<Recall>& recalls);

 private:
  Tally& tally_;
  Statement current_, count_;
};

}  // namespace host::store::sqlite
