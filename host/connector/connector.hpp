// Connector: what the host knows of one connector at one time. Immutable; a change makes another.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "host/config/manifest.hpp"
#include "host/config/secrets.hpp"
#include "host/connector/runtime.hpp"

namespace host::connector {

inline constexpr std::size_t kConnectorsMax = 256;  // of one host

enum class ConnectorState : std::uint8_t { ready, unconfigured, failed, disabled, quarantined };
const char* to_string(ConnectorState state);

struct Connector {
  std::string name;
  std::string version;
  ConnectorState state = ConnectorState::failed;
  // What to do. Empty when all is well; a ready connector has one when a change of it was refused.
  std::string reason;
  std::string source;       // the folder it came from
  std::string entity_path;  // effective default path
  // The rules its events are accepted by, even when its code does not run. Null: there never were
  // any, it has no endpoint.
  std::shared_ptr<const config::Manifest> manifest;
  config::ConnectorSecrets secrets;
  std::shared_ptr<ConnectorRuntime> runtime;  // null: its events are held
  std::uint64_t generation = 0;               // grows with every exchange of manifest or runtime
  std::uint64_t refused_changes = 0;          // since the start
};

}  // namespace host::connector
