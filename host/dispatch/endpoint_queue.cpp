#include "host/dispatch/endpoint_queue.hpp"

#include <algorithm>
#include <cstdint>

namespace host::dispatch {
namespace {

store::EventSeq seq_of(const Queued& queued) {
  return std::visit([](const auto& event) { return event.seq; }, queued);
}

std::size_t size_of(const Queued& queued) {
  const auto* ready = std::get_if<ReadyEvent>(&queued);
  return ready != nullptr ? ready->size() : sizeof(store::EventRow);
}

}  // namespace

void EndpointQueue::offer(ReadyEvent event, bool has_room) {
  if (event.seq <= known_through_) return;  // refill() was faster
  if (behind_ || !has_room || queue_.size() >= kQueuedEventsMax ||
      bytes_ + event.size() > kQueuedBytesMax) {
    behind_ = true;
    return;
  }
  known_through_ = event.seq;
  bytes_ += event.size();
  queue_.emplace_back(std::move(event));
}

Queued EndpointQueue::take() {
  Queued next = std::move(queue_.front());
  queue_.pop_front();
  bytes_ -= std::min(bytes_, size_of(next));
  return next;
}

void EndpointQueue::start_over() {
  behind_ = true;
  known_through_ = 0;
  queue_.clear();
  bytes_ = 0;
}

std::vector<store::EventRow> EndpointQueue::refill(store::Reader& reader, std::mutex& lane_mutex,
                                                   std::size_t limit) {
  store::EventSeq after = 0;
  {
    const std::lock_guard lock(lane_mutex);
    // From here on offers are kept again: what is committed before the read below is in it, what
    // comes after is offered, and known_through_ drops what is both.
    behind_ = false;
    after = known_through_;
  }
  std::vector<store::EventRow> rows = reader.open_events(endpoint_, after, limit);
  const std::lock_guard lock(lane_mutex);
  if (rows.size() == limit) {
    // More are there: what was offered meanwhile lies behind them and is read in its turn.
    behind_ = true;
    queue_.clear();
    bytes_ = 0;
    known_through_ = rows.back().seq;
  } else if (!rows.empty() && queue_.empty()) {
    // With something offered it stands where the offers are: rows behind the first offer are not
    // taken below, and come as offers.
    known_through_ = rows.back().seq;
  }
  return put_before_offered(std::move(rows));
}

std::vector<store::EventRow> EndpointQueue::put_before_offered(std::vector<store::EventRow> rows) {
  const store::EventSeq offered_from = queue_.empty() ? INT64_MAX : seq_of(queue_.front());
  std::vector<store::EventRow> waiting;
  std::deque<Queued> merged;
  for (store::EventRow& row : rows) {
    if (row.seq >= offered_from) break;  // both read and offered: the offered one has its body
    if (row.state == store::EventState::retrying) {
      waiting.push_back(std::move(row));
    } else {
      bytes_ += sizeof(store::EventRow);
      merged.emplace_back(std::move(row));
    }
  }
  for (Queued& offered : queue_) merged.push_back(std::move(offered));
  queue_ = std::move(merged);
  return waiting;
}

}  // namespace host::dispatch
