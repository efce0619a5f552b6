// Hexadecimal and Crockford base 32 text, and the ids made of them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "host/base/clock.hpp"

namespace host {

std::string to_hex(std::string_view bytes);

// Upper and lower case are both fine; odd length or another character is nullopt.
std::optional<std::string> from_hex(std::string_view text);

// `count` random bytes from the kernel (getrandom).
std::string random_bytes(std::size_t count);

// "evt_" and a ULID in lower case: 48 bits of milliseconds, 80 random bits. Sorts by time, so the
// store's index on it grows at its right edge.
std::string make_event_id(UnixNs now);

}  // namespace host
