#include "host/dispatch/lane.hpp"

#include <algorithm>
#include <utility>

#include "host/base/log.hpp"
#include "host/dispatch/retry_policy.hpp"

namespace host::dispatch {
namespace {

constexpr auto kIdleLook = std::chrono::seconds(1);

}  // namespace

Lane::Lane(std::string connector, store::Store& store, const Clock& clock)
    : connector_(std::move(connector)),
      agent_id_(agent_id_of(connector_)),
      store_(store),
      clock_(clock),
      reader_(store.open_reader()) {}

Lane::~Lane() { stop(); }

void Lane::start() {
  thread_ = std::thread([this] { run(); });
}

void Lane::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
  wait_until_settled();  // the callbacks refer to this lane
}

void Lane::add_endpoints(std::vector<EndpointScope> scopes) {
  const std::lock_guard lock(mutex_);
  for (EndpointScope& scope : scopes) turns_.add(std::move(scope));
  changed_.notify_all();
}

void Lane::assign(TargetSlot::Pointer target) {
  TargetSlot::Pointer displaced;  // outlives the lock
  const std::lock_guard lock(mutex_);
  displaced = slot_.offer(std::move(target));
  changed_.notify_all();
}

void Lane::offer(ReadyEvent event) {
  const std::lock_guard lock(mutex_);
  if (turns_.offer(std::move(event))) changed_.notify_all();
}

void Lane::run_again(store::EventSeq seq) {
  const std::lock_guard lock(mutex_);
  if (held_) return;  // read from the inbox with all others
  add_timer(seq, 0);
  changed_.notify_all();
}

void Lane::add_timer(store::EventSeq seq, std::int64_t wait_ns) {
  if (timers_.size() >= kTimersMax) {
    add_to(stats_.timers_lost);
    timers_lost_ = true;
    return;
  }
  timers_.push({monotonic_ns() + wait_ns, seq});
}

LaneLevels Lane::levels() {
  const std::lock_guard lock(mutex_);
  return {held_, turns_.bytes(), unsettled_, timers_.size()};
}

// A time further off than any retry waits was taken from a clock that was ahead of this one.
std::int64_t Lane::retry_wait(UnixNs next_attempt_at) const {
  return std::clamp<std::int64_t>(next_attempt_at - clock_.now_ns(), 0,
                                  longest_delay(target().manifest->retry));
}

void Lane::run() {
  while (auto event = next()) {
    processing_.store(event->seq);
    settle_one(std::move(*event));
    processing_.store(0);
  }
  slot_.clear();
}

// What runs next: an event that must run again (alone), one whose time has come, the next in turn.
std::optional<ReadyEvent> Lane::next() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    if (slot_.is_waiting()) {
      take_target(lock);
      continue;
    }
    if (held_ || slot_.can_release()) {
      idle(lock);
      continue;
    }
    if (!reruns_.empty() || unsettled_ >= kUnsettledMax) {
      if (unsettled_ == 0) {
        ReadyEvent event = std::move(reruns_.begin()->second);
        reruns_.erase(reruns_.begin());
        return event;
      }
      store_.hurry();
      changed_.wait(lock);
      continue;
    }
    // In turn with what arrives: a large replay must not hold up live events.
    const bool is_due = !timers_.empty() && timers_.top().due <= monotonic_ns();
    if (is_due && !retried_last_) {
      retried_last_ = true;
      const store::EventSeq seq = timers_.top().seq;
      timers_.pop();
      lock.unlock();
      if (auto event = load(seq)) return event;
      lock.lock();
      continue;
    }
    retried_last_ = false;
    take_up_lost();
    if (EndpointQueue* queue = turns_.next()) {
      if (queue->empty()) {
        lock.unlock();
        refill(*queue);
        lock.lock();
        continue;
      }
      Queued queued = turns_.take(*queue);
      lock.unlock();
      if (auto* ready = std::get_if<ReadyEvent>(&queued)) return std::move(*ready);
      if (auto event = load(std::get<store::EventRow>(queued))) return event;
      lock.lock();
      continue;
    }
    if (!is_due) changed_.wait_for(lock, kIdleLook);
  }
  return std::nullopt;
}

// Everything the old code said is on disk before the new code runs.
void Lane::take_target(std::unique_lock<std::mutex>& lock) {
  TargetSlot::Pointer target = slot_.take();
  const bool hold = target == nullptr;
  lock.unlock();
  wait_until_settled();
  slot_.become(std::move(target));
  lock.lock();
  held_ = hold;
  if (hold) forget_events();
}

// The inbox has every event: a lane that is held needs no memory for them, and takes them up like
// one that has just started.
void Lane::forget_events() {
  turns_.start_over();
  reruns_.clear();
  timers_ = {};
  timers_lost_ = false;
}

// Nothing may run, or a replaced instance can be destroyed.
void Lane::idle(std::unique_lock<std::mutex>& lock) {
  if (slot_.can_release()) {
    lock.unlock();
    slot_.release();  // runs the plugin's destroy
    lock.lock();
  } else if (slot_.has_leftover()) {
    changed_.wait_for(lock, kIdleLook);
  } else {
    changed_.wait(lock);
  }
}

// Once the retries that were kept have run, all open events are read again.
void Lane::take_up_lost() {
  if (!timers_lost_ || !timers_.empty()) return;
  timers_lost_ = false;
  turns_.start_over();
}

void Lane::refill(EndpointQueue& queue) {
  try {
    const std::vector<store::EventRow> waiting = turns_.refill(queue, *reader_, mutex_);
    const std::lock_guard lock(mutex_);
    for (const store::EventRow& row : waiting) add_timer(row.seq, retry_wait(row.next_attempt_at));
  } catch (const std::exception& error) {
    log::error("connector {}: reading the inbox failed: {}", connector_, error.what());
    std::unique_lock lock(mutex_);
    turns_.start_over(queue);
    changed_.wait_for(lock, kIdleLook);
  }
}

std::optional<ReadyEvent> Lane::load(store::EventSeq seq) {
  try {
    const auto row = reader_->event_by_seq(seq);
    if (!row || row->state == store::EventState::done || row->state == store::EventState::dead) {
      return std::nullopt;  // settled meanwhile
    }
    return load(*row);
  } catch (const std::exception& error) {
    log::error("connector {}: reading event {} failed: {}", connector_, seq, error.what());
    const std::lock_guard lock(mutex_);
    add_timer(seq, kStorageRetryNs);
    return std::nullopt;
  }
}

std::optional<ReadyEvent> Lane::load(const store::EventRow& row) {
  std::unique_lock lock(mutex_);
  auto scope = turns_.scope_of(row.endpoint);
  lock.unlock();
  auto body = reader_->event_body(row.seq);
  if (!scope || !body) return std::nullopt;
  auto event = from_inbox(row, std::move(*body), *target().plan);
  if (event.has_value()) {
    event.value().scope = std::move(scope);
    return std::move(event.value());
  }
  // An operator replays a body that still cannot be read.
  ReadyEvent unreadable;
  unreadable.seq = row.seq;
  store::Settlement settlement;
  settlement.seq = row.seq;
  settlement.tenant = row.tenant;
  settlement.endpoint = row.endpoint;
  settlement.agent_id = agent_id_;
  settlement.state = store::EventState::dead;
  settlement.attempts = row.attempts;
  settlement.error = event.error().code + ": " + event.error().message;
  submit(std::move(unreadable), std::move(settlement), RawReason::none);
  return std::nullopt;
}

}  // namespace host::dispatch
