#include "host/dispatch/endpoint_turns.hpp"

namespace host::dispatch {

void EndpointTurns::add(EndpointScope scope) {
  const store::EndpointId id = scope.id;
  if (places_.count(id) != 0) return;
  auto shared = std::make_shared<const EndpointScope>(std::move(scope));
  line_up(places_.try_emplace(id, std::move(shared)).first->second);
}

EndpointTurns::ScopePointer EndpointTurns::scope_of(store::EndpointId endpoint) const {
  const auto found = places_.find(endpoint);
  return found == places_.end() ? nullptr : found->second.scope;
}

bool EndpointTurns::offer(ReadyEvent event) {
  const auto found = places_.find(event.endpoint);
  if (found == places_.end()) return false;
  Place& place = found->second;
  event.scope = place.scope;
  const bool was_idle = line_.empty();
  const bool has_room = bytes_ + event.size() <= kLaneBytesMax;
  place.queue.offer(std::move(event), has_room);
  count(place);
  line_up(place);
  return was_idle;
}

EndpointQueue* EndpointTurns::next() {
  while (!line_.empty()) {
    Place& place = *line_.front();
    line_.pop_front();
    place.in_line = false;
    if (place.queue.empty() && !place.queue.behind()) continue;
    line_up(place);
    return &place.queue;
  }
  return nullptr;
}

Queued EndpointTurns::take(EndpointQueue& queue) {
  Queued taken = queue.take();
  count(place_of(queue));
  return taken;
}

std::vector<store::EventRow> EndpointTurns::refill(EndpointQueue& queue, store::Reader& reader,
                                                   std::mutex& lane_mutex) {
  std::size_t limit = kRefillMax;
  {
    const std::lock_guard lock(lane_mutex);
    if (bytes_ >= kLaneBytesMax) limit = kSmallRefill;
  }
  std::vector<store::EventRow> waiting = queue.refill(reader, lane_mutex, limit);
  const std::lock_guard lock(lane_mutex);
  count(place_of(queue));
  return waiting;
}

void EndpointTurns::start_over(EndpointQueue& queue) {
  queue.start_over();
  Place& place = place_of(queue);
  count(place);
  line_up(place);
}

void EndpointTurns::start_over() {
  for (auto& [id, place] : places_) start_over(place.queue);
}

void EndpointTurns::line_up(Place& place) {
  if (place.in_line) return;
  place.in_line = true;
  line_.push_back(&place);
}

void EndpointTurns::count(Place& place) {
  bytes_ += place.queue.bytes();
  bytes_ -= place.counted;
  place.counted = place.queue.bytes();
}

}  // namespace host::dispatch
