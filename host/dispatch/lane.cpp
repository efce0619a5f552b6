#include "host/dispatch/lane.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "host/dispatch/memory_view.hpp"
#include "host/dispatch/results.hpp"
#include "host/dispatch/run_connector.hpp"

namespace host::dispatch {
namespace {

constexpr auto kIdleLook = std::chrono::seconds(1);

connector::TransformOutcome gave_up_rerunning() {
  connector::TransformOutcome outcome;
  outcome.status = connector::TransformStatus::failed;
  outcome.reason = "the memory it read kept changing";
  return outcome;
}

connector::TransformOutcome not_listed(const std::string& event_type) {
  connector::TransformOutcome outcome;
  outcome.status = connector::TransformStatus::unmatched;
  outcome.reason = "event type " + event_type + " is not in the manifest's event_types";
  return outcome;
}

}  // namespace

Lane::Lane(Target target, std::vector<store::EndpointId> endpoints, store::Store& store,
           const Clock& clock)
    : target_(std::move(target)),
      agent_id_(target_.agent_id()),
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
}

// What runs next: an event that must run again (alone), one whose time has come, the next in turn.
std::optional<ReadyEvent> Lane::next() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
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
    spdlog::error("connector {}: reading the inbox failed: {}", target_.connector, error.what());
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
    spdlog::error("connector {}: reading event {} failed: {}", target_.connector, seq,
                  error.what());
    schedule(seq, clock_.now_ns() + kStorageRetryNs);
    return std::nullopt;
  }
}

std::optional<ReadyEvent> Lane::load(const store::EventRow& row) {
  auto body = reader_->event_body(row.seq);
  if (!body) return std::nullopt;
  auto event = from_inbox(row, std::move(*body), *target_.plan);
  if (event.has_value()) return std::move(event.value());
  // An operator replays a body that still cannot be read.
  ReadyEvent unreadable;
  unreadable.seq = row.seq;
  store::Settlement settlement;
  settlement.seq = row.seq;
  settlement.tenant = target_.tenant;
  settlement.endpoint = row.endpoint;
  settlement.agent_id = agent_id_;
  settlement.state = store::EventState::dead;
  settlement.attempts = row.attempts;
  settlement.error = event.error().code + ": " + event.error().message;
  submit(std::move(unreadable), std::move(settlement));
  return std::nullopt;
}

// One event from payload to settlement: the steps 4 and 5 of contract 1.
void Lane::settle_one(ReadyEvent event) {
  MemoryView memory(*reader_, target_.tenant, pending_, agent_id_,
                    [this] { wait_until_settled(); });
  connector::TransformOutcome outcome = transform(event, memory);
  store::Settlement settlement =
      judge(event, target_, std::move(outcome), memory.take_expectations(), clock_.now_ns());
  submit(std::move(event), std::move(settlement));
}

connector::TransformOutcome Lane::transform(const ReadyEvent& event, MemoryView& memory) {
  if (event.reruns > kRerunsMax) return gave_up_rerunning();
  if (!target_.manifest->handles(event.event_type)) return not_listed(event.event_type);
  stats_.transformed.fetch_add(1, std::memory_order_relaxed);
  connector::TransformOutcome outcome = run_connector(*target_.runtime, event, target_, memory);
  if (outcome.status == connector::TransformStatus::failed) {
    stats_.failed.fetch_add(1, std::memory_order_relaxed);
    spdlog::warn("connector {}: event {} failed: {}", target_.connector, event.id, outcome.reason);
  }
  return outcome;
}

void Lane::submit(ReadyEvent event, store::Settlement settlement) {
  std::vector<store::MemoryWrite> seen_by_next;
  if (target_.manifest->permissions.memory_read) {
    seen_by_next = settlement.writes;
    pending_.add(event.seq, seen_by_next);
  }
  if (settlement.reads.empty()) {  // nothing to conflict with: the event will not come back
    std::string().swap(event.body);
    std::string().swap(event.form_payload);
  }
  {
    const std::lock_guard lock(mutex_);
    ++unsettled_;
  }
  const UnixNs retry_at =
      settlement.state == store::EventState::retrying ? settlement.next_attempt_at : 0;
  store_.settle(std::move(settlement),
                [this, retry_at, event = std::move(event),
                 pending = std::move(seen_by_next)](store::SettleOutcome outcome) mutable {
                  on_settled(std::move(event), pending, retry_at, outcome);
                });
}

// On the store's writer thread.
void Lane::on_settled(ReadyEvent event, const std::vector<store::MemoryWrite>& pending,
                      UnixNs retry_at, const store::SettleOutcome& outcome) {
  pending_.forget(event.seq, pending);
  const std::lock_guard lock(mutex_);
  switch (outcome.status) {
    case store::SettleStatus::committed:
      if (retry_at != 0) add_timer(event.seq, retry_at);
      break;
    case store::SettleStatus::conflict: {
      stats_.conflicts.fetch_add(1, std::memory_order_relaxed);
      ++event.reruns;
      const store::EventSeq seq = event.seq;
      reruns_.insert_or_assign(seq, std::move(event));
      break;
    }
    case store::SettleStatus::unavailable:
      add_timer(event.seq, clock_.now_ns() + kStorageRetryNs);
      break;
    case store::SettleStatus::stale:
      break;
  }
  --unsettled_;
  if (unsettled_ == 0 || unsettled_ + 1 == kUnsettledMax || retry_at != 0) changed_.notify_all();
}

void Lane::wait_until_settled() {
  store_.hurry();
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return unsettled_ == 0; });
}

}  // namespace host::dispatch
