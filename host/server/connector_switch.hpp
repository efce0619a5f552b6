// ConnectorSwitch: makes a change of a connector true for the whole host — its endpoints, its lane,
// its row in GET /connectors — without stopping anything.
//
// Requests under way end with the endpoint they started with, the running event with the code it
// started with. New code gets its lane before its endpoints are published, so an accepted event
// always finds what runs it, or waits in the inbox.
//
// Thread rule: one thread at a time.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "host/api/system_routes.hpp"
#include "host/base/snapshot.hpp"
#include "host/connector/catalog.hpp"
#include "host/dispatch/dispatcher.hpp"
#include "host/server/endpoint_roster.hpp"
#include "host/store/store.hpp"

namespace host::server {

using api::ConnectorInfos;

class ConnectorSwitch {
 public:
  ConnectorSwitch(store::Store& store, EndpointRoster& roster, dispatch::Dispatcher& dispatcher,
                  ConnectorInfos& infos);

  // What cannot be made true now (the disk is full, say) is tried again at the next call; the Error
  // is the first of those. One log line for each connector that changed.
  Result<void> apply(std::vector<connector::Change> changes);
  void release_leftovers();  // see EndpointRoster

 private:
  Result<void> put(const std::shared_ptr<const connector::Connector>& connector);
  void remove(const std::string& name);
  Result<store::EndpointId> endpoint_id(const std::string& connector);
  void show(const std::string& name, const connector::Connector* connector);

  store::Store& store_;
  EndpointRoster& roster_;
  dispatch::Dispatcher& dispatcher_;
  ConnectorInfos& infos_;
  std::map<std::string, connector::Change> open_;  // by name: still to be made true
  std::map<std::string, store::EndpointId> ids_;   // of default endpoints known so far
  std::map<std::string, std::uint64_t> running_;   // name → generation in its lane
};

}  // namespace host::server
