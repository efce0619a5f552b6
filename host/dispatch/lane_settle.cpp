// The lane's other half: what happens to one event, from transform to its commit.

#include "host/base/log.hpp"
#include "host/dispatch/lane.hpp"
#include "host/dispatch/memory_view.hpp"
#include "host/dispatch/results.hpp"
#include "host/dispatch/run_connector.hpp"

namespace host::dispatch {
namespace {

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

// One event from payload to settlement: the steps 4 and 5 of contract 1.
void Lane::settle_one(ReadyEvent event) {
  const EndpointScope& where = event.where();
  MemoryView memory(
      *reader_, where.tenant, pending_, agent_id_, [this] { wait_until_settled(); },
      PathMove(target().entity_path, where.entity_prefix));
  connector::TransformOutcome outcome = transform(event, memory);
  const RawReason if_raw = reason_if_raw(event, outcome);
  store::Settlement settlement =
      judge(event, target(), std::move(outcome), memory.take_expectations(), clock_.now_ns());
  if (waits_for_rerun(event)) return;
  submit(std::move(event), std::move(settlement), if_raw);
}

RawReason Lane::reason_if_raw(const ReadyEvent& event,
                              const connector::TransformOutcome& outcome) const {
  if (outcome.status == connector::TransformStatus::ok) {
    return outcome.results.empty() ? RawReason::no_results : RawReason::refused_results;
  }
  return target().manifest->handles(event.event_type) ? RawReason::unmatched
                                                      : RawReason::not_listed;
}

// An earlier event came back while this one ran, and this one may not have seen what that will
// write: it runs again behind it.
bool Lane::waits_for_rerun(ReadyEvent& event) {
  const std::lock_guard lock(mutex_);
  if (reruns_.empty() || reruns_.begin()->first > event.seq) return false;
  const store::EventSeq seq = event.seq;
  reruns_.insert_or_assign(seq, std::move(event));
  return true;
}

connector::TransformOutcome Lane::transform(const ReadyEvent& event, MemoryView& memory) {
  if (event.reruns > kRerunsMax) return gave_up_rerunning();
  if (!target().manifest->handles(event.event_type)) return not_listed(event.event_type);
  const std::int64_t began = monotonic_ns();
  stats_.running_since.store(began, std::memory_order_relaxed);
  connector::TransformOutcome outcome = run_connector(*target().runtime, event, target(), memory);
  stats_.running_since.store(0, std::memory_order_relaxed);
  stats_.transforms.add(monotonic_ns() - began);
  if (outcome.status == connector::TransformStatus::failed) {
    add_to(stats_.failed);
    log::warn("connector {}: event {} failed: {}", connector_, event.id, outcome.reason);
  }
  return outcome;
}

void Lane::submit(ReadyEvent event, store::Settlement settlement, RawReason if_raw) {
  std::vector<store::MemoryWrite> seen_by_next;
  if (target().manifest->permissions.memory_read) {
    seen_by_next = settlement.writes;
    pending_.add(settlement.tenant, event.seq, seen_by_next);
  }
  if (settlement.reads.empty()) {  // nothing to conflict with: the event will not come back
    std::string().swap(event.body);
    std::string().swap(event.form_payload);
  }
  {
    const std::lock_guard lock(mutex_);
    ++unsettled_;
  }
  Submitted submitted{
      std::move(event), settlement.tenant, std::move(seen_by_next), {}, settlement.state, if_raw};
  if (settlement.state == store::EventState::retrying) {
    submitted.retry_in_ns = retry_wait(settlement.next_attempt_at);
  }
  store_.settle(std::move(settlement),
                [this, submitted = std::move(submitted)](store::SettleOutcome outcome) mutable {
                  on_settled(std::move(submitted), outcome);
                });
}

// On the store's writer thread.
void Lane::on_settled(Submitted submitted, const store::SettleOutcome& outcome) {
  const store::EventSeq seq = submitted.event.seq;
  const std::lock_guard lock(mutex_);
  switch (outcome.status) {
    case store::SettleStatus::committed:
      count_settled(submitted, outcome.outcome);
      if (submitted.retry_in_ns) add_timer(seq, *submitted.retry_in_ns);
      break;
    case store::SettleStatus::conflict: {
      add_to(stats_.conflicts);
      ++submitted.event.reruns;
      reruns_.insert_or_assign(seq, std::move(submitted.event));
      break;
    }
    case store::SettleStatus::unavailable:
      add_to(stats_.storage);
      add_timer(seq, kStorageRetryNs);
      break;
    case store::SettleStatus::stale:
      break;
  }
  // Only now: who no longer finds it pending finds it committed, or coming back.
  pending_.forget(submitted.tenant, seq, submitted.pending);
  --unsettled_;
  if (unsettled_ == 0 || unsettled_ + 1 == kUnsettledMax || submitted.retry_in_ns) {
    changed_.notify_all();
  }
}

void Lane::count_settled(const Submitted& submitted, store::EventOutcome outcome) {
  using store::EventOutcome;
  const auto result = submitted.state == store::EventState::retrying ? Settled::retrying
                      : submitted.state == store::EventState::dead   ? Settled::dead
                      : outcome == EventOutcome::written             ? Settled::written
                      : outcome == EventOutcome::context             ? Settled::context
                      : outcome == EventOutcome::raw                 ? Settled::raw
                      : outcome == EventOutcome::skipped             ? Settled::skipped
                                                                     : Settled::unchanged;
  add_to(stats_.results[static_cast<std::size_t>(result)]);
  if (result == Settled::raw) {
    add_to(stats_.raw_reasons[static_cast<std::size_t>(submitted.raw_reason)]);
  }
}

void Lane::wait_until_settled() {
  store_.hurry();
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return unsettled_ == 0; });
}

}  // namespace host::dispatch
