// PluginLibrary: a loaded plugin and the class its manifest names. Loaded once and never unloaded:
// C++ libraries pin themselves by unique symbols and thread-locals, so dlclose neither frees them
// nor makes room for a new version.
#pragma once

#include <filesystem>
#include <string>

#include "amfs/abi/connector.h"
#include "host/base/error.hpp"

namespace host::connector {

// Versions of all connectors that one process may load: what is never unloaded must have an end.
inline constexpr std::size_t kLibrariesMax = 4096;

// `file` is the cached copy (absolute), `shown` the original for messages, `class_name` may be
// empty when the library has exactly one class. The class lives as long as the process.
Result<const amfs_class*> load_class(const std::filesystem::path& file, const std::string& shown,
                                     const std::string& class_name);

}  // namespace host::connector
