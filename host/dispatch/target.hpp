// Target: what a lane must know of the connector whose events it runs.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "host/config/manifest.hpp"
#include "host/connector/runtime.hpp"
#include "host/identity/identity_plan.hpp"

namespace host::dispatch {

// The agent that a connector's entries carry (contract 2.3).
inline std::string agent_id_of(const std::string& connector) { return "webhook/" + connector; }

// Paths are the connector's own; where an endpoint moves them to: EndpointScope.
struct Target {
  std::string connector;
  std::shared_ptr<const config::Manifest> manifest;
  std::shared_ptr<const identity::IdentityPlan> plan;
  std::shared_ptr<connector::ConnectorRuntime> runtime;
  std::string entity_path;                  // effective default path of the connector
  std::vector<std::string> writable_paths;  // permissions.memory_write, prefix applied

  std::string agent_id() const { return agent_id_of(connector); }
};

}  // namespace host::dispatch
