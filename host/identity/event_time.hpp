// When something happened, as payloads say it.
#pragma once

#include <optional>
#include <string_view>

#include "host/base/clock.hpp"
#include "host/config/manifest.hpp"

namespace host::identity {

// Contract 2.3: a time more than this after the first reception is not believed.
inline constexpr std::int64_t kClockTolerance = 300 * kNsPerSecond;

// Without a format: RFC 3339 text, or a number of unix seconds (also as text, also with a
// fraction). nullopt for anything else, for times before 1970 and for what 64 bits cannot hold.
std::optional<UnixNs> parse_event_time(std::string_view text,
                                       std::optional<config::TimestampFormat> format);

struct BelievedTime {
  UnixNs time;
  bool suspect;  // it lay in the future and counts as received_at
};

// `claimed` 0 = none given.
BelievedTime believe(UnixNs claimed, UnixNs received_at);

}  // namespace host::identity
