// Dispatcher: the lanes of all connectors, by endpoint.
//
// Thread rule: any thread. A lane lives as long as the dispatcher, so that whoever found one may
// use it: a connector that is taken away leaves an idle lane, which it gets again when it comes
// back.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
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
  // Does not wait for that. `endpoints`: all of the connector's; those it came with earlier stay.
  Result<void> assign(Target target, std::vector<EndpointScope> endpoints);
  // One more endpoint. A connector that never ran gets it with assign().
  void add_endpoint(const std::string& connector, EndpointScope endpoint);
  // Its events stay in the inbox (contract 2.1) until it is assigned again. Does not wait.
  void hold(const std::string& connector);
  void stop();

  void offer(ReadyEvent event);                                     // store's writer thread
  void run_again(store::EndpointId endpoint, store::EventSeq seq);  // replay, revival
  bool is_processing(store::EndpointId endpoint, store::EventSeq seq) const;

  // Of every connector that ever ran in this process; each lives as long as the dispatcher.
  std::vector<std::pair<std::string, Lane*>> lanes();

 private:
  // Sorted by endpoint: copied with every change.
  using ByEndpoint = std::vector<std::pair<store::EndpointId, Lane*>>;

  Result<Lane*> lane_for(const std::string& connector);          // changing_ held
  void serve(Lane& lane, std::vector<EndpointScope> endpoints);  // changing_ held
  Lane* find(store::EndpointId endpoint) const;

  store::Store& store_;
  const Clock& clock_;
  std::mutex changing_;
  // By connector; only added to. Guarded by changing_, as are changes of by_endpoint_.
  std::map<std::string, std::unique_ptr<Lane>> lanes_;
  Snapshot<ByEndpoint> by_endpoint_;
};

}  // namespace host::dispatch
