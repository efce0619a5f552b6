#include "host/dispatch/dispatcher.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace host::dispatch {

Result<void> Dispatcher::assign(Target target, std::vector<EndpointScope> endpoints) {
  const std::lock_guard lock(changing_);
  const auto lane = lane_for(target.connector);
  if (lane.has_error()) return lane.error();
  serve(*lane.value(), std::move(endpoints));
  lane.value()->assign(std::make_shared<const Target>(std::move(target)));
  return {};
}

void Dispatcher::add_endpoint(const std::string& connector, EndpointScope endpoint) {
  const std::lock_guard lock(changing_);
  const auto found = lanes_.find(connector);
  if (found != lanes_.end()) serve(*found->second, {std::move(endpoint)});
}

void Dispatcher::hold(const std::string& connector) {
  const std::lock_guard lock(changing_);
  const auto found = lanes_.find(connector);
  if (found != lanes_.end()) found->second->assign(nullptr);
}

void Dispatcher::stop() {
  const std::lock_guard lock(changing_);
  for (const auto& [connector, lane] : lanes_) lane->stop();
}

Result<Lane*> Dispatcher::lane_for(const std::string& connector) {
  std::unique_ptr<Lane>& lane = lanes_[connector];
  if (lane) return lane.get();
  if (lanes_.size() > kLanesMax) {
    lanes_.erase(connector);
    return Error{"too_many_connectors",
                 fmt::format("more than {} connectors came and went; restart amfs", kLanesMax)};
  }
  lane = std::make_unique<Lane>(connector, store_, clock_);
  lane->start();
  return lane.get();
}

// The lane knows its endpoints before the first event can be offered to it.
void Dispatcher::serve(Lane& lane, std::vector<EndpointScope> endpoints) {
  ByEndpoint table = *by_endpoint_.get();
  for (const EndpointScope& endpoint : endpoints) table.emplace_back(endpoint.id, &lane);
  std::sort(table.begin(), table.end());
  table.erase(std::unique(table.begin(), table.end()), table.end());
  lane.add_endpoints(std::move(endpoints));
  by_endpoint_.set(std::move(table));
}

void Dispatcher::offer(ReadyEvent event) {
  if (Lane* lane = find(event.endpoint)) lane->offer(std::move(event));
}

void Dispatcher::run_again(store::EndpointId endpoint, store::EventSeq seq) {
  if (Lane* lane = find(endpoint)) lane->run_again(seq);
}

bool Dispatcher::is_processing(store::EndpointId endpoint, store::EventSeq seq) const {
  const Lane* lane = find(endpoint);
  return lane != nullptr && lane->is_processing(seq);
}

std::vector<std::pair<std::string, Lane*>> Dispatcher::lanes() {
  const std::lock_guard lock(changing_);
  std::vector<std::pair<std::string, Lane*>> out;
  for (const auto& [connector, lane] : lanes_) out.emplace_back(connector, lane.get());
  return out;
}

Lane* Dispatcher::find(store::EndpointId endpoint) const {
  const auto table = by_endpoint_.get();
  const auto found = std::lower_bound(
      table->begin(), table->end(), endpoint,
      [](const auto& entry, store::EndpointId wanted) { return entry.first < wanted; });
  return found == table->end() || found->first != endpoint ? nullptr : found->second;
}

}  // namespace host::dispatch
