// Text rules shared by connectors: what may stand in a path segment or a key, and cutting long
// text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace amfs {
inline namespace v1 {

inline constexpr std::size_t kMaxPathBytes = 512;  // of a whole entity path
inline constexpr std::size_t kMaxKeyBytes = 256;

// One path segment or key part: trimmed; `/`, `\` and control characters become `_`; spaces inside
// and letter case stay. May come out empty; "." and ".." do come out empty.
inline std::string clean_segment(std::string_view text) {
  constexpr std::string_view kSpace = " \t\n\v\f\r";
  const std::size_t first = text.find_first_not_of(kSpace);
  std::string clean;
  if (first == std::string_view::npos) return clean;
  clean = text.substr(first, text.find_last_not_of(kSpace) - first + 1);
  for (char& c : clean) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '/' || c == '\\' || byte < 0x20 || byte == 0x7F) c = '_';
  }
  if (clean == "." || clean == "..") clean.clear();
  return clean;
}

// At most `max_characters` code points; a longer text ends in "…".
inline std::string clip(std::string_view text, std::size_t max_characters) {
  std::size_t characters = 0;
  std::size_t cut = 0;  // where the last character that leaves room for the ellipsis ends
  for (std::size_t i = 0; i < text.size(); ++i) {
    if ((static_cast<unsigned char>(text[i]) & 0xC0) == 0x80) continue;
    if (++characters == max_characters) cut = i;
    if (characters > max_characters) {
      return std::string(text.substr(0, cut)) + (max_characters > 0 ? "\xE2\x80\xA6" : "");
    }
  }
  return std::string(text);
}

namespace detail {

// Bytes of the well-formed UTF-8 sequence at the front of `text`; 0 when there is none.
inline std::size_t utf8_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto tail = [&](std::size_t i) { return i < text.size() && (byte(i) & 0xC0) == 0x80; };
  if (text.empty()) return 0;
  const unsigned char lead = byte(0);
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return tail(1) ? 2 : 0;
  if (lead >= 0xE0 && lead <= 0xEF) {
    if (!tail(1) || !tail(2)) return 0;
    const bool overlong = lead == 0xE0 && byte(1) < 0xA0;
    const bool surrogate = lead == 0xED && byte(1) > 0x9F;
    return overlong || surrogate ? 0 : 3;
  }
  if (lead >= 0xF0 && lead <= 0xF4) {
    if (!tail(1) || !tail(2) || !tail(3)) return 0;
    const bool overlong = lead == 0xF0 && byte(1) < 0x90;
    const bool too_high = lead == 0xF4 && byte(1) > 0x8F;
    return overlong || too_high ? 0 : 4;
  }
  return 0;
}

// How much of `text`, from its front, is well-formed UTF-8: all of it, or up to the first bad byte.
inline std::size_t utf8_prefix(std::string_view text) {
  constexpr std::uint64_t kHighBits = 0x8080808080808080U;
  std::size_t i = 0;
  while (i < text.size()) {
    std::uint64_t eight = kHighBits;
    if (text.size() - i >= sizeof(eight)) std::memcpy(&eight, text.data() + i, sizeof(eight));
    const std::size_t length =
        (eight & kHighBits) == 0 ? sizeof(eight) : utf8_length(text.substr(i));
    if (length == 0) break;
    i += length;
  }
  return i;
}

}  // namespace detail
}  // namespace v1
}  // namespace amfs
