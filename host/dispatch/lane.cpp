#include "host/dispatch/lane.hpp"

#include <spdlog/spdlog.h>

#include <utility>

namespace host::dispatch {
namespace {

constexpr auto kIdleLook = std::chrono::seconds(1);

}  // namespace

Lane::Lane(std::string connector, store::TenantId tenant,
           const std::vector<store::EndpointId>& endpoints, store::Store& store, const Clock& clock)
    : connector_(std::move(connector)),
      tenant_(tenant),
      agent_id_(agent_id_of(connector_)),
      store_(store),
      clock_(clock),
      reader_(store.open_reader()) {
  for (const store::EndpointId endpoint : endpoints) queues_.emplace_back(endpoint);
}

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

void Lane::assign(TargetSlot::Pointer target) {
  TargetSlot::Pointer displaced;  // outlives the lock
  const std::lock_guard lock(mutex_);
  displaced = slot_.offer(std::move(target));
  changed_.notify_all();
}

void Lane::offer(ReadyEvent event) {
  const std::lock_guard lock(mutex_);
  for (EndpointQueue& queue : queues_) {
    if (queue.endpoint() != event.endpoint) continue;
    const bool was_idle = queue.empty();
    queue.offer(std::move(event));
    if (was_idle) changed_.notify_all();
    return;
  }
}

void Lane::schedule(store::EventSeq seq, UnixNs due) {
  const std::lock_guard lock(mutex_);
  if (held_) return;  // read from the inbox with all others
  add_timer(seq, due);
  changed_.notify_all();
}

void Lane::add_timer(store::EventSeq seq, UnixNs due) {
  if (timers_.size() >= kTimersMax) {
    timers_lost_ = true;
    return;
  }
  timers_.push({due, seq});
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
    if (!timers_.empty() && timers_.top().due <= clock_.now_ns()) {
      const store::EventSeq seq = timers_.top().seq;
      timers_.pop();
      lock.unlock();
      if (auto event = load(seq)) return event;
      lock.lock();
      continue;
    }
    if (EndpointQueue* queue = next_queue()) {
      if (queue->empty()) {
        lock.unlock();
        refill(*queue);
        lock.lock();
        continue;
      }
      Queued queued = queue->take();
      lock.unlock();
      if (auto* ready = std::get_if<ReadyEvent>(&queued)) return std::move(*ready);
      if (auto event = load(std::get<store::EventRow>(queued))) return event;
      lock.lock();
      continue;
    }
    changed_.wait_for(lock, kIdleLook);
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
  for (EndpointQueue& queue : queues_) queue.start_over();
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

// The next endpoint in turn that has something, in memory or in the inbox.
EndpointQueue* Lane::next_queue() {
  if (timers_lost_ && timers_.empty()) {
    // More events waited for a retry than memory holds: take all open ones up again.
    timers_lost_ = false;
    for (EndpointQueue& queue : queues_) queue.start_over();
  }
  for (std::size_t i = 0; i < queues_.size(); ++i) {
    EndpointQueue& queue = queues_[(turn_ + i) % queues_.size()];
    if (!queue.empty() || queue.behind()) {
      turn_ = (turn_ + i + 1) % queues_.size();
      return &queue;
    }
  }
  return nullptr;
}

void Lane::refill(EndpointQueue& queue) {
  try {
    const std::vector<store::EventRow> waiting = queue.refill(*reader_, mutex_);
    const std::lock_guard lock(mutex_);
    for (const store::EventRow& row : waiting) add_timer(row.seq, row.next_attempt_at);
  } catch (const std::exception& error) {
    spdlog::error("connector {}: reading the inbox failed: {}", connector_, error.what());
    std::unique_lock lock(mutex_);
    queue.start_over();
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
    spdlog::error("connector {}: reading event {} failed: {}", connector_, seq, error.what());
    schedule(seq, clock_.now_ns() + kStorageRetryNs);
    return std::nullopt;
  }
}

std::optional<ReadyEvent> Lane::load(const store::EventRow& row) {
  auto body = reader_->event_body(row.seq);
  if (!body) return std::nullopt;
  auto event = from_inbox(row, std::move(*body), *target().plan);
  if (event.has_value()) return std::move(event.value());
  // An operator replays a body that still cannot be read.
  ReadyEvent unreadable;
  unreadable.seq = row.seq;
  store::Settlement settlement;
  settlement.seq = row.seq;
  settlement.tenant = tenant_;
  settlement.endpoint = row.endpoint;
  settlement.agent_id = agent_id_;
  settlement.state = store::EventState::dead;
  settlement.attempts = row.attempts;
  settlement.error = event.error().code + ": " + event.error().message;
  submit(std::move(unreadable), std::move(settlement));
  return std::nullopt;
}

}  // namespace host::dispatch
