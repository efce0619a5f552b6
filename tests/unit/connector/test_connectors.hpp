// The libraries built by tests/connectors.
#pragma once

#include <algorithm>
#include <filesystem>
#include <string>

namespace test {

inline std::filesystem::path connector_folder(const std::string& name) {
  return std::filesystem::path(AMFS_TEST_CONNECTORS_DIR) / name;
}

inline std::filesystem::path connector_library(const std::string& name) {
  std::string file = "libamfs_connector_" + name + ".so";
  std::replace(file.begin(), file.end(), '-', '_');
  return connector_folder(name) / file;
}

}  // namespace test
