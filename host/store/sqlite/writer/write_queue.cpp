#include "host/store/sqlite/writer/write_queue.hpp"

namespace host::store::sqlite {
namespace {

constexpr std::chrono::seconds kIdleLook{1};  // the writer keeps house at least this often

}  // namespace

std::optional<Error> WriteQueue::push(Operation& operation) {
  const std::lock_guard lock(mutex_);
  const bool settles = std::holds_alternative<SettleOp>(operation);
  std::deque<Operation>& queue = settles ? settlements_ : urgent_;
  if (closed_) return Error{"shutting_down", "the host is stopping; try again shortly"};
  if (queue.size() >= kQueueMax) {
    add_to(stats_.queue_refused);
    return Error{"overloaded", "too many writes wait; try again shortly"};
  }
  if (settles && queue.empty()) oldest_settlement_ = std::chrono::steady_clock::now();
  queue.push_back(std::move(operation));
  note_lengths();
  // The writer must wake for the first of a kind (to work, or to set its alarm) and for a full set.
  if (queue.size() == 1 || (settles && queue.size() == kSettlementsTogether)) wake_.notify_one();
  return std::nullopt;
}

void WriteQueue::hurry() {
  {
    const std::lock_guard lock(mutex_);
    hurry_ = true;
  }
  wake_.notify_one();
}

void WriteQueue::close() {
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
  }
  wake_.notify_one();
}

bool WriteQueue::is_quiet() const {
  const std::lock_guard lock(mutex_);
  return urgent_.empty();
}

bool WriteQueue::settlements_are_due() const {
  if (settlements_.empty()) return false;
  const auto hold = urgent_.size() >= kBusyAppends ? kBusyHold : kSettlementHold;
  return closed_ || hurry_ || settlements_.size() >= kSettlementsTogether ||
         std::chrono::steady_clock::now() >= oldest_settlement_ + hold;
}

bool WriteQueue::take(Group& group) {
  std::unique_lock lock(mutex_);
  const auto idle_until = std::chrono::steady_clock::now() + kIdleLook;
  while (!closed_ && urgent_.empty() && !settlements_are_due()) {
    const auto until = settlements_.empty() ? idle_until : oldest_settlement_ + kSettlementHold;
    if (wake_.wait_until(lock, until) == std::cv_status::timeout && settlements_.empty()) break;
  }
  if (closed_ && urgent_.empty() && settlements_.empty()) return false;
  std::size_t bytes = 0;
  if (settlements_are_due()) {
    move_into(group, settlements_, bytes);
    oldest_settlement_ = std::chrono::steady_clock::now();
    if (settlements_.empty()) hurry_ = false;
  }
  move_into(group, urgent_, bytes);
  note_lengths();
  return true;
}

void WriteQueue::note_lengths() {
  stats_.appends_waiting.store(static_cast<std::int64_t>(urgent_.size()),
                               std::memory_order_relaxed);
  stats_.settlements_waiting.store(static_cast<std::int64_t>(settlements_.size()),
                                   std::memory_order_relaxed);
}

void WriteQueue::move_into(Group& group, std::deque<Operation>& from, std::size_t& bytes) {
  for (std::size_t taken = 0; !from.empty() && taken < kGroupMax && bytes < kGroupBytesMax;
       ++taken) {
    bytes += size_of(from.front());
    group.push_back(std::move(from.front()));
    from.pop_front();
  }
}

}  // namespace host::store::sqlite
