// amfs_str to and from string_view. Nothing is copied.
#pragma once

#include <string_view>

#include "amfs/abi/connector.h"

namespace amfs {
inline namespace v1 {
namespace detail {

inline std::string_view from_abi(amfs_str text) noexcept {
  return text.ptr == nullptr ? std::string_view()
                             : std::string_view(text.ptr, static_cast<std::size_t>(text.len));
}

inline constexpr amfs_str to_abi(std::string_view text) noexcept {
  return {text.data(), text.size()};
}

}  // namespace detail
}  // namespace v1
}  // namespace amfs
