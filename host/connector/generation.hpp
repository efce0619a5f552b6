// A generation: the rules and the code of a connector as one content of its folder gives them.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "host/base/clock.hpp"
#include "host/config/environment.hpp"
#include "host/config/settings.hpp"
#include "host/connector/connector.hpp"
#include "host/connector/folder_content.hpp"

namespace host::connector {

using ConnectorSettingsMap = std::map<std::string, config::ConnectorSettings, std::less<>>;

struct Generation {
  std::string yaml;  // of `manifest`
  std::shared_ptr<const config::Manifest> manifest;
  std::string source;
  std::string entity_path;
  std::shared_ptr<ConnectorRuntime> runtime;  // null: nothing runs
};

struct BuildOptions {
  std::filesystem::path cache_dir;                 // copies of libraries by content hash
  const ConnectorSettingsMap* settings = nullptr;  // of amfs.yaml, as they were at the start
  config::Environment env;
  const Clock* clock = nullptr;  // outlives what is built
};

struct Built {
  Generation generation;  // with a manifest whenever connector.yaml is good, whatever failed later
  ConnectorState state = ConnectorState::failed;  // ready, disabled or failed
  std::string reason;                             // why it does not run
  std::filesystem::path cached;                   // where the library's copy is
  bool try_again = false;  // it failed for want of space or rights, not by its content
};

// Checks, loads and starts; runs the connector's constructor. Never throws. `disabled_because` not
// empty: only the manifest is checked.
Built build_generation(const FolderContent& content, const BuildOptions& options,
                       const std::string& disabled_because);

}  // namespace host::connector
