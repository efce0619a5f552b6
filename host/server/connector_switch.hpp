// ConnectorSwitch: makes a change of a connector true for the whole host — its endpoint, its lane,
// its row in GET /connectors — without stopping anything.
//
// Requests under way end with the endpoint they started with, the running event with the code it
// started with. New code gets its lane before its endpoint is published, so an accepted event
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
#include "host/ingest/endpoint.hpp"
#include "host/store/store.hpp"

namespace host::server {

using api::ConnectorInfos;

class ConnectorSwitch {
 public:
  ConnectorSwitch(store::Store& store, ingest::EndpointTable& endpoints,
                  dispatch::Dispatcher& dispatcher, ConnectorInfos& infos);

  // What cannot be made true now (the disk is full, say) is tried again at the next call; the Error
  // is the first of those. One log line for each connector that changed.
  Result<void> apply(std::vector<connector::Change> changes);
  // Lets go of replaced endpoints that no request uses any more. They are kept until then: what an
  // endpoint owns may take its time to end, and must not do so on a thread that answers senders.
  void release_leftovers();

 private:
  Result<void> put(const connector::Connector& connector);
  void remove(const std::string& name);
  Result<store::EndpointId> endpoint_id(const std::string& connector);
  void show(const std::string& name, const connector::Connector* connector);

  store::Store& store_;
  ingest::EndpointTable& endpoints_;
  dispatch::Dispatcher& dispatcher_;
  ConnectorInfos& infos_;
  std::map<std::string, connector::Change> open_;  // by name: still to be made true
  std::map<std::string, store::EndpointId> ids_;   // known so far
  std::map<std::string, std::uint64_t> running_;   // name → generation in its lane
  std::vector<std::shared_ptr<const ingest::Endpoint>> leftovers_;
};

}  // namespace host::server
