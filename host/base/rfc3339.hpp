// RFC 3339 times. The API speaks UTC with `Z` only; parsing also takes numeric offsets.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "host/base/clock.hpp"

namespace host {

// "2026-11-23T09:44:00.123456Z"; the fraction (microseconds) is left out when zero.
std::string format_rfc3339(UnixNs time);

// What to say to who sent something else.
inline constexpr const char* kRfc3339Rule =
    "expected an RFC 3339 time of the years 1970 to 2261, such as 2026-11-23T09:00:00Z";

// Accepts "YYYY-MM-DDTHH:MM:SS[.fraction](Z|±HH:MM)" with years 1970–2261 (what UnixNs can hold);
// anything else is nullopt.
std::optional<UnixNs> parse_rfc3339(std::string_view text);

}  // namespace host
