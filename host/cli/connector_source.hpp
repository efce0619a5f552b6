// What `amfs connector install` is asked for: a name of the registry, a .amfsc file, or a folder.
#pragma once

#include <filesystem>
#include <string>

#include "host/base/error.hpp"
#include "host/bundle/bundle.hpp"
#include "host/bundle/install_record.hpp"
#include "host/cli/connector_places.hpp"

namespace host::cli {

struct ConnectorSource {
  bundle::Bundle bundle;
  bundle::Origin origin;
};

inline constexpr char kRegistryOrigin[] = "registry";

// "x.amfsc", "./x", "a/b" and "." are files and folders, everything else is a name.
bool names_path(const std::string& what);

// A path, or NAME[@VERSION] of the registry. A folder may be a connector's or its author's (then
// what was built there is taken).
Result<ConnectorSource> find_source(const std::string& what, const std::filesystem::path& registry);

}  // namespace host::cli
