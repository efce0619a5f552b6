// Facts about the host: stats, connectors, health, readiness (contract 2.4).
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "host/http/handler.hpp"
#include "host/store/store.hpp"

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

http::Response get_stats(const http::Request& request, store::Reader& reader);
http::Response list_connectors(const std::vector<ConnectorInfo>& connectors);
http::Response get_connector(const std::vector<ConnectorInfo>& connectors,
                             const http::Request& request);

// Health: the process answers. Ready: it also accepts events.
http::Response get_health(const std::string& version);
http::Response get_ready(const store::StoreHealth& store, bool draining);

}  // namespace host::api
