// Dispatcher: the lanes of all connectors, by endpoint.
//
// Lanes are added at start, before ingest opens; from then on the table is only read.
#pragma once

#include <map>
#include <memory>
#include <vector>

#include "host/dispatch/lane.hpp"

namespace host::dispatch {

class Dispatcher {
 public:
  Dispatcher(store::Store& store, const Clock& clock) : store_(store), clock_(clock) {}
  ~Dispatcher() { stop(); }

  // A connector without a lane keeps its events in the inbox (contract 2.1).
  void add_lane(Target target, const std::vector<store::EndpointId>& endpoints);
  void start();
  void stop();

  void offer(ReadyEvent event);                                     // store's writer thread
  void run_again(store::EndpointId endpoint, store::EventSeq seq);  // replay, revival
  bool is_processing(store::EndpointId endpoint, store::EventSeq seq) const;

 private:
  Lane* find(store::EndpointId endpoint) const;

  store::Store& store_;
  const Clock& clock_;
  std::vector<std::unique_ptr<Lane>> lanes_;
  std::map<store::EndpointId, Lane*> by_endpoint_;
};

}  // namespace host::dispatch
