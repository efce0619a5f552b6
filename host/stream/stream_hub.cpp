#include "host/stream/stream_hub.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>

#include "host/base/log.hpp"
#include "host/http/response.hpp"

namespace host::stream {
namespace {

constexpr std::chrono::seconds kPauseAfterFailure{1};
constexpr std::int64_t kRetryAfterSeconds = 5;

http::Response too_many() {
  return http::problem(503, "too_many_streams",
                       "Too many streams are open; close some, or try again shortly.")
      .retry_after(kRetryAfterSeconds);
}

http::Response shutting_down() {
  return http::problem(503, "shutting_down", "The host is stopping; try again shortly.")
      .retry_after(kRetryAfterSeconds);
}

}  // namespace

StreamHub::StreamHub(store::Store& store, EntryFormat format, StillAdmitted admitted,
                     const StreamLimits& limits)
    : limits_(limits),
      admitted_(std::move(admitted)),
      places_(limits),
      reader_(store.open_reader()),
      announcer_(reader_->feed(), std::move(format), limits, stats_),
      thread_([this] { run(); }) {
  store.on_commit([this] { on_commit(); });
}

void StreamHub::subscribe(Subscription subscription) {
  std::optional<Place> place = places_.take(subscription.caller.tenant);
  if (!place) {
    stats_.refused.fetch_add(1, std::memory_order_relaxed);
    return subscription.responder.send(too_many());
  }
  {
    std::unique_lock lock(mutex_);
    if (stopping_) {
      lock.unlock();
      return subscription.responder.send(shutting_down());
    }
    is_listening_ = true;  // before the hub looks what is newest: no commit is missed
    joining_.emplace_back(std::move(subscription), std::move(*place));
  }
  wake_.notify_one();
}

void StreamHub::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void StreamHub::on_commit() {
  if (!is_listening_) return;
  {
    const std::lock_guard lock(mutex_);
    if (std::exchange(news_, true)) return;
  }
  wake_.notify_one();
}

void StreamHub::run() {
  // Of this thread alone, on Linux. Failing costs intake a little, nothing else.
  setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), kThreadNice);
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    const SteadyTime now = std::chrono::steady_clock::now();
    if (!is_listening_) {
      wake_.wait(lock);
    } else if (const SteadyTime due = next_work(); joining_.empty() && now < due) {
      wake_.wait_until(lock, due);
    } else {
      const bool is_round = now >= round_at_ && std::exchange(news_, false);
      Joining joining = std::exchange(joining_, {});
      lock.unlock();
      work(std::move(joining), is_round, now);
      lock.lock();
      is_listening_ = !announcer_.is_idle() || !joining_.empty();
    }
  }
  for (auto& [subscription, place] : joining_) subscription.responder.send(shutting_down());
  joining_.clear();
  announcer_.end_all();
}

// With mutex_ held.
SteadyTime StreamHub::next_work() const {
  const SteadyTime due = std::min(look_at_, sweep_at_);
  return news_ ? std::min(due, round_at_) : due;
}

void StreamHub::work(Joining joining, bool is_round, SteadyTime now) {
  try {
    for (auto& [subscription, place] : joining) {
      announcer_.add(std::move(subscription), std::move(place));
    }
    if (is_round) {
      announcer_.announce();
      round_at_ = next_round(now);
    }
    look_at_ = now + (announcer_.attend(now) ? kDrainLook : limits_.sweep_every);
    if (now >= sweep_at_) tick(now);
  } catch (const std::exception& error) {  // the store cannot be read: subscribers wait
    log::error("stream: {}", error.what());
    round_at_ = look_at_ = sweep_at_ = now + kPauseAfterFailure;
    const std::lock_guard lock(mutex_);
    news_ = true;
  }
}

// After a round that began at `began`.
SteadyTime StreamHub::next_round(SteadyTime began) const {
  const SteadyTime now = std::chrono::steady_clock::now();
  const SteadyTime rested =
      now + std::min<SteadyTime::duration>(kRestFactor * (now - began), kRoundRestMax);
  return std::max(began + limits_.round_every, rested);
}

void StreamHub::tick(SteadyTime now) {
  announcer_.sweep(admitted_);
  sweep_at_ = now + limits_.sweep_every;
  if (now < heartbeat_at_) return;
  announcer_.heartbeat();
  heartbeat_at_ = now + limits_.heartbeat_every;
}

}  // namespace host::stream
