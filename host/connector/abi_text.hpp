// Texts across the ABI.
#pragma once

#include <string>
#include <string_view>

#include "amfs/abi/connector.h"

namespace host::connector {

inline amfs_str to_abi(std::string_view text) { return {text.data(), text.size()}; }
inline std::string_view from_abi(const amfs_str& text) {
  return text.ptr == nullptr ? std::string_view() : std::string_view(text.ptr, text.len);
}

// At most `size_max` bytes, cut at a character; control characters become spaces, what is not
// UTF-8 becomes '?': fit for logs, errors and the API.
std::string printable(std::string_view text, std::size_t size_max);

}  // namespace host::connector
