// Markers in the plugins directory: what an operator said about a connector, as empty files, so
// that a host that is not running finds it at its next start and a running one within its watch.
//
//   .removed/<name>    taken away on purpose: no endpoint any more, its events stay
//   .disabled/<name>   events are accepted and held, its code does not run
//
// Both also hold for connectors that came with the host.
#pragma once

#include <filesystem>
#include <string_view>

#include "host/base/error.hpp"

namespace host::bundle {

enum class Marker { removed, disabled };

bool has_marker(const std::filesystem::path& plugins_dir, Marker marker, std::string_view name);

// Durable when they return; both are fine when nothing changes. `name` is a connector's name.
Result<void> set_marker(const std::filesystem::path& plugins_dir, Marker marker,
                        std::string_view name);
Result<void> clear_marker(const std::filesystem::path& plugins_dir, Marker marker,
                          std::string_view name);

}  // namespace host::bundle
