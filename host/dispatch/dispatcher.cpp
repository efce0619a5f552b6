#include "host/dispatch/dispatcher.hpp"

namespace host::dispatch {

void Dispatcher::add_lane(Target target, const std::vector<store::EndpointId>& endpoints) {
  lanes_.push_back(std::make_unique<Lane>(std::move(target), endpoints, store_, clock_));
  for (const store::EndpointId endpoint : endpoints) by_endpoint_[endpoint] = lanes_.back().get();
}

void Dispatcher::start() {
  for (const auto& lane : lanes_) lane->start();
}

void Dispatcher::stop() {
  for (const auto& lane : lanes_) lane->stop();
}

void Dispatcher::offer(ReadyEvent event) {
  if (Lane* lane = find(event.endpoint)) lane->offer(std::move(event));
}

void Dispatcher::run_again(store::EndpointId endpoint, store::EventSeq seq) {
  if (Lane* lane = find(endpoint)) lane->schedule(seq, clock_.now_ns());
}

bool Dispatcher::is_processing(store::EndpointId endpoint, store::EventSeq seq) const {
  const Lane* lane = find(endpoint);
  return lane != nullptr && lane->is_processing(seq);
}

Lane* Dispatcher::find(store::EndpointId endpoint) const {
  const auto found = by_endpoint_.find(endpoint);
  return found == by_endpoint_.end() ? nullptr : found->second;
}

}  // namespace host::dispatch
