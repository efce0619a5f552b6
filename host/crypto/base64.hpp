// Base64 text, strictly: what a sender may write differently and still mean the same bytes is not
// accepted, so that a signature has exactly one spelling.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace host::crypto {

// RFC 4648 section 4: standard alphabet, padded.
std::string to_base64(std::string_view bytes);
// Canonical text only: standard alphabet, padding present, no white space, unused bits zero.
std::optional<std::string> from_base64(std::string_view text);

// RFC 4648 section 5 as JWTs use it: `-` and `_`, never padded.
std::string to_base64url(std::string_view bytes);
std::optional<std::string> from_base64url(std::string_view text);

}  // namespace host::crypto
