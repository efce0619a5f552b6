// Dispatcher: the lanes of all connectors, by endpoint.
//
// Thread rule: assign(), hold() and stop() by one thread at a time; the rest by any. A lane lives
// as long as the dispatcher, so that whoever found one may use it: a connector that is taken away
// leaves an idle lane, which it gets again when it comes back.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "host/base/error.hpp"
#include "host/base/snapshot.hpp"
#include "host/dispatch/lane.hpp"

namespace host::dispatch {

inline constexpr std::size_t kLanesMax = 1024;  // connectors that ever ran in this process

class Dispatcher {
 public:
  Dispatcher(store::Store& store, const Clock& clock) : store_(store), clock_(clock) {}
  ~Dispatcher() { stop(); }

  // The connector's events run by this target, from the next one on; the one that runs ends first.
  // Does not wait for that. A connector always comes with the same endpoints.
  Result<void> assign(Target target, const std::vector<store::EndpointId>& endpoints);
  // Its events stay in the inbox (contract 2.1) until it is assigned again. Does not wait.
  void hold(const std::string& connector);
  void stop();

  void offer(ReadyEvent event);                                     // store's writer thread
  void run_again(store::EndpointId endpoint, store::EventSeq seq);  // replay, revival
  bool is_processing(store::EndpointId endpoint, store::EventSeq seq) const;

 private:
  using ByEndpoint = std::map<store::EndpointId, Lane*>;

  Result<Lane*> lane_for(const Target& target, const std::vector<store::EndpointId>& endpoints);
  Lane* find(store::EndpointId endpoint) const;

  store::Store& store_;
  const Clock& clock_;
  std::map<std::string, std::unique_ptr<Lane>> lanes_;  // by connector; only added to
  Snapshot<ByEndpoint> by_endpoint_;
};

}  // namespace host::dispatch
