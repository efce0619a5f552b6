#include "host/cli/connector_folder.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "host/cli/nearest_text.hpp"
#include "host/config/manifest_loader.hpp"

namespace host::cli {

namespace fs = std::filesystem;

std::vector<fs::path> subfolders(const fs::path& root) {
  std::vector<fs::path> folders;
  std::error_code error;
  fs::directory_iterator item(root, error);
  for (; !error && item != fs::directory_iterator(); item.increment(error)) {
    if (folders.size() == kMaxConnectorFolders) break;
    if (item->path().filename().string().starts_with('.')) continue;
    std::error_code ignored;
    if (item->is_directory(ignored)) folders.push_back(item->path());
  }
  std::sort(folders.begin(), folders.end());
  return folders;
}

std::vector<ConnectorFolder> find_connectors(const std::vector<fs::path>& roots) {
  std::vector<ConnectorFolder> found;
  for (const fs::path& root : roots) {
    for (const fs::path& folder : subfolders(root)) {
      auto manifest = config::load_manifest(folder / config::kManifestFile);
      if (manifest) found.push_back({folder, std::move(*manifest)});
    }
  }
  const auto name = [](const ConnectorFolder& item) { return item.manifest.name; };
  std::stable_sort(found.begin(), found.end(),
                   [&](const auto& a, const auto& b) { return name(a) < name(b); });
  const auto same = [&](const auto& a, const auto& b) { return name(a) == name(b); };
  found.erase(std::unique(found.begin(), found.end(), same), found.end());
  return found;
}

Result<ConnectorFolder> find_connector(const std::string& name,
                                       const std::vector<fs::path>& roots) {
  std::vector<std::string> known;
  for (ConnectorFolder& item : find_connectors(roots)) {
    if (item.manifest.name == name) return std::move(item);
    known.push_back(item.manifest.name);
  }
  std::string places;
  for (const fs::path& root : roots) {
    for (const fs::path& folder : subfolders(root)) {
      if (folder.filename() != name) continue;
      const auto manifest = config::load_manifest(folder / config::kManifestFile);
      if (!manifest) return manifest.error();
    }
    places += (places.empty() ? "" : " or ") + root.string();
  }
  return Error{"connector_not_found",
               fmt::format("no connector \"{}\"{} in {}; see: amfs event trigger", name,
                           nearest_text(name, known), places)};
}

}  // namespace host::cli
