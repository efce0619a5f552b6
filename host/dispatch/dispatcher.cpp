#include "host/dispatch/dispatcher.hpp"

#include <fmt/format.h>

namespace host::dispatch {

Result<void> Dispatcher::assign(Target target, const std::vector<store::EndpointId>& endpoints) {
  const auto lane = lane_for(target, endpoints);
  if (lane.has_error()) return lane.error();
  lane.value()->assign(std::make_shared<const Target>(std::move(target)));
  return {};
}

void Dispatcher::hold(const std::string& connector) {
  const auto found = lanes_.find(connector);
  if (found != lanes_.end()) found->second->assign(nullptr);
}

void Dispatcher::stop() {
  for (const auto& [connector, lane] : lanes_) lane->stop();
}

// The connector's lane; a new one is running and known before the first event can be offered to it.
Result<Lane*> Dispatcher::lane_for(const Target& target,
                                   const std::vector<store::EndpointId>& endpoints) {
  std::unique_ptr<Lane>& lane = lanes_[target.connector];
  if (lane) return lane.get();
  if (lanes_.size() > kLanesMax) {
    lanes_.erase(target.connector);
    return Error{"too_many_connectors",
                 fmt::format("more than {} connectors came and went; restart amfs", kLanesMax)};
  }
  lane = std::make_unique<Lane>(target.connector, target.tenant, endpoints, store_, clock_);
  lane->start();
  ByEndpoint table = *by_endpoint_.get();
  for (const store::EndpointId endpoint : endpoints) table[endpoint] = lane.get();
  by_endpoint_.set(std::move(table));
  return lane.get();
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
  const auto table = by_endpoint_.get();
  const auto found = table->find(endpoint);
  return found == table->end() ? nullptr : found->second;
}

}  // namespace host::dispatch
