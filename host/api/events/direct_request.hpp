// The body of POST /events, and one item of POST /events/batch, parsed and checked.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "host/store/records.hpp"

namespace host::api {

inline constexpr std::uint64_t kDirectBodyMax = std::uint64_t{1} << 20;

// Received `now`. The idempotency key may stand in the header or in the body, or in both alike.
// Throws BadRequest: 400 invalid_json with the byte offset, 422 with every bad field.
store::DirectWrite parse_direct(const std::string& body, std::string_view idempotency_header,
                                UnixNs now);

}  // namespace host::api
