// The copy of a plugin that is loaded: under its content hash, never overwritten, never removed
// while the host runs. The original may be replaced or truncated at any time.
#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <string_view>

#include "host/base/error.hpp"

namespace host::connector {

// Stores the bytes as <root>/<sha256>/<name> (read-only, synced, renamed into place) unless they
// are there already, and returns that path.
Result<std::filesystem::path> cache_plugin(const std::filesystem::path& root,
                                           std::string_view image, const std::string& name);

// Removes every copy whose folder is not in `used`. Before anything else is loaded only: at the
// start, once it is known what is in use.
void prune_cache(const std::filesystem::path& root, const std::set<std::filesystem::path>& used);

}  // namespace host::connector
