// Facts about the host: connectors, health, readiness (contract 2.4).
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "host/api/route_table.hpp"
#include "host/base/snapshot.hpp"

namespace host::api {

// One row of GET /connectors.
struct ConnectorInfo {
  std::string name;
  std::string version;
  std::string state;   // ready unconfigured failed disabled quarantined
  std::string reason;  // what to do; empty when all is well
  std::string source;
  std::string description;
  std::string entity_path;
  std::vector<std::string> event_types;
  std::uint64_t generation = 0;       // grows when its code or its rules are exchanged
  std::uint64_t refused_changes = 0;  // since the start
};

using ConnectorInfos = Snapshot<std::vector<ConnectorInfo>>;  // by name

std::shared_ptr<http::Handler> health_handler();
// Both must outlive it.
std::shared_ptr<http::Handler> ready_handler(const store::Store& store,
                                             const std::atomic<bool>& draining);

// Health: the process answers. Ready: it also accepts events, which `draining` ends.
void add_system_routes(RouteTable& table, const ConnectorInfos& connectors,
                       const std::atomic<bool>& draining);

}  // namespace host::api
