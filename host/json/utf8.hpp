// Plain facts about a text's bytes, cheap enough for every request.
#pragma once

#include <string_view>

namespace host::json {

// No byte above 0x7F.
bool is_ascii(std::string_view text);

// Well-formed UTF-8 (RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF).
bool is_utf8(std::string_view text);

}  // namespace host::json
