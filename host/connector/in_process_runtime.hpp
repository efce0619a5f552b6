// InProcessRuntime: calls the plugin's class directly. Trusts it not to crash or hang: that is what
// the worker runtime will be for.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "amfs/abi/connector.h"
#include "host/base/clock.hpp"
#include "host/connector/runtime.hpp"

namespace host::connector {

struct InstanceSettings {
  std::string connector;
  std::string version;
  std::string entity_path;  // effective default path
  std::string config_json;
  std::vector<std::pair<std::string, std::string>> env;  // exposed variables
};

// Makes an instance; an Error carries what the connector's constructor said.
Result<std::unique_ptr<ConnectorRuntime>> make_in_process_runtime(const amfs_class* entry,
                                                                  InstanceSettings settings,
                                                                  const Clock& clock);

}  // namespace host::connector
