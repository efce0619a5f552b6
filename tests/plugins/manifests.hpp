// Every connector.yaml below manifests/, the recipes' included.
#pragma once

#include <filesystem>
#include <vector>

#include "host/config/manifest_loader.hpp"
#include "tests/support/catch.hpp"

namespace plugin_test {

inline std::vector<host::config::Manifest> all_manifests() {
  std::vector<host::config::Manifest> out;
  for (const auto& file : std::filesystem::recursive_directory_iterator(AMFS_MANIFESTS_DIR)) {
    if (file.path().filename() != host::config::kManifestFile) continue;
    auto manifest = host::config::load_manifest(file.path());
    REQUIRE(manifest.has_value());
    out.push_back(std::move(*manifest));
  }
  return out;
}

}  // namespace plugin_test
