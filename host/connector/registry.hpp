// The connectors of this host: every folder with a connector.yaml below the built-in directory and
// the operator's plugins directory. One that is broken is listed with its reason and stops nobody.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "host/base/clock.hpp"
#include "host/config/environment.hpp"
#include "host/config/manifest.hpp"
#include "host/config/secrets.hpp"
#include "host/config/settings.hpp"
#include "host/connector/runtime.hpp"

namespace host::connector {

inline constexpr std::size_t kConnectorsMax = 256;

enum class ConnectorState : std::uint8_t { ready, unconfigured, failed, disabled, quarantined };
const char* to_string(ConnectorState state);

struct Connector {
  std::string name;
  std::string version;
  ConnectorState state = ConnectorState::failed;
  std::string reason;       // empty when ready; else what to do
  std::string source;       // the folder it came from
  std::string entity_path;  // effective default path
  // Null when connector.yaml could not be read. A connector that failed later keeps it: its events
  // are still verified and held.
  std::shared_ptr<const config::Manifest> manifest;
  config::ConnectorSecrets secrets;
  std::shared_ptr<ConnectorRuntime> runtime;  // null unless its code runs
};

struct RegistryOptions {
  std::filesystem::path built_in_dir;
  std::filesystem::path plugins_dir;  // wins over a built-in connector of the same name
  std::filesystem::path cache_dir;    // copies of libraries by content hash
  const std::map<std::string, config::ConnectorSettings, std::less<>>* connectors = nullptr;
};

// Never fails as a whole. `clock` must outlive the connectors.
std::vector<std::shared_ptr<const Connector>> load_connectors(const RegistryOptions& options,
                                                              const config::Environment& env,
                                                              const Clock& clock);

}  // namespace host::connector
