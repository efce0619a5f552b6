// Connectors on disk, as the host finds them: folders with a connector.yaml.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "host/base/error.hpp"
#include "host/config/manifest.hpp"

namespace host::cli {

inline constexpr std::size_t kMaxConnectorFolders = 256;  // looked at in one directory

struct ConnectorFolder {
  std::filesystem::path folder;
  config::Manifest manifest;
};

// The folders of a directory in name order; hidden ones are never connectors. Empty when there is
// no such directory.
std::vector<std::filesystem::path> subfolders(const std::filesystem::path& root);

// All connectors with a good manifest below the roots, in name order; the first root wins where a
// name occurs twice. A folder need not be called like its connector.
std::vector<ConnectorFolder> find_connectors(const std::vector<std::filesystem::path>& roots);

// `connector_not_found` names the nearest; `manifest_invalid` when a folder of that name is broken.
Result<ConnectorFolder> find_connector(const std::string& name,
                                       const std::vector<std::filesystem::path>& roots);

}  // namespace host::cli
