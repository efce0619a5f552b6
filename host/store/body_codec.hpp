// How raw bodies lie on disk: zstd at level 1 (a GitHub delivery of 10 KB becomes 1.6 KB in 11 µs),
// or as they are when that would not be smaller. The first byte says which.
//
// Thread rule: any thread; each keeps its own zstd context.
#pragma once

#include <string>
#include <string_view>

#include "host/base/error.hpp"

namespace host::store {

inline constexpr std::size_t kBodySizeMax = std::size_t{64} << 20;  // above any manifest's limit

std::string pack_body(std::string_view body);

// Fails on damaged bytes and on anything that would unpack beyond `size_max` bytes.
Result<std::string> unpack_body(std::string_view packed, std::size_t size_max);

}  // namespace host::store
