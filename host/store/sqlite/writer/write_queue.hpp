// WriteQueue: what waits for the writer, and when the next group is due.
//
// Appends are due at once: senders wait for them. Settlements wait for company, because each commit
// makes the search index write a segment, and each changes much the same pages of the indexes: they
// are due when kSettlementsTogether wait, when the oldest is kSettlementHold old (under full load
// kBusyHold), or when somebody hurries them.
// Thread rule: locks itself; take() is the writer's.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <vector>

#include "host/store/sqlite/writer/operation.hpp"
#include "host/store/stats.hpp"

namespace host::store::sqlite {

inline constexpr std::size_t kQueueMax = 65536;
inline constexpr std::size_t kGroupMax = 512;  // of each kind
inline constexpr std::size_t kGroupBytesMax = std::size_t{4} << 20;
inline constexpr std::size_t kSettlementsTogether = 384;
inline constexpr std::chrono::milliseconds kSettlementHold{5};
inline constexpr std::size_t kBusyAppends = 64;  // so many wait for one group: full load
inline constexpr std::chrono::milliseconds kBusyHold{20};

using Group = std::vector<Operation>;

class WriteQueue {
 public:
  // `stats` outlives this.
  explicit WriteQueue(StoreStats& stats) : stats_(stats) {}

  // Why it was not taken: `overloaded` or `shutting_down`; the operation is untouched then.
  std::optional<Error> push(Operation& operation);
  void hurry();           // settlements are due now
  void close();           // take() gives out what is left, then says no
  bool is_quiet() const;  // nobody waits for an append or an answer

  // Waits for a due group, at most a second; it may come out empty. False: closed and all taken.
  bool take(Group& group);

 private:
  bool settlements_are_due() const;
  void note_lengths();  // mutex_ held
  static void move_into(Group& group, std::deque<Operation>& from, std::size_t& bytes);

  StoreStats& stats_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  // guarded by mutex_:
  std::deque<Operation> urgent_;
  std::deque<Operation> settlements_;
  std::chrono::steady_clock::time_point oldest_settlement_;
  bool hurry_ = false;
  bool closed_ = false;
};

}  // namespace host::store::sqlite
