// Plain operations on text, cheap enough for every request.
#pragma once

#include <string_view>

namespace host {

// No byte above 0x7F.
bool is_ascii(std::string_view text);

// Well-formed UTF-8 (RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF).
bool is_utf8(std::string_view text);

// Equal but for the case of ASCII letters: names of headers, schemes, hosts.
bool equals_ignore_case(std::string_view left, std::string_view right);

// At most `size_max` bytes from the front, cut between two characters of UTF-8.
std::string_view clip(std::string_view text, std::size_t size_max);

}  // namespace host
