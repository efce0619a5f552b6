// Durations as people write them: "100ms", "2.5s", "15min", "1h", "7d".
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace host::config {

// Nanoseconds. A unit is required (ms, s, min, h, d); at most one fraction; no sign, no spaces, at
// most ten years. Anything else is nullopt.
std::optional<std::int64_t> parse_duration(std::string_view text);

}  // namespace host::config
