// Text from elsewhere, made safe to print: nothing in it can move the cursor, change colours,
// rewrite the screen or reorder what is read.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace host::cli {

// Control characters (C0, DEL, C1), bidirectional overrides, line separators and bytes that are no
// UTF-8 come out as \n, \t, \x1b, \u202e and the like. Everything else is kept.
std::string escape_controls(std::string_view text);

// The same, but line ends and tabs stay: for text whose layout is ours (indented JSON).
std::string escape_controls_in_block(std::string_view text);

// Characters of UTF-8 text; the width that columns are aligned by.
std::size_t character_count(std::string_view text);

// At most `max` characters; a longer text ends in "…".
std::string shorten(std::string_view text, std::size_t max);

}  // namespace host::cli
