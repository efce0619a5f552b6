#include "host/base/text.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace host {

bool is_ascii(std::string_view text) {
  const char* at = text.data();
  std::size_t left = text.size();
  for (; left >= 8; at += 8, left -= 8) {
    std::uint64_t word;
    std::memcpy(&word, at, 8);
    if ((word & 0x8080808080808080U) != 0) return false;
  }
  for (; left > 0; ++at, --left) {
    if ((static_cast<unsigned char>(*at) & 0x80U) != 0) return false;
  }
  return true;
}

namespace {

// Length of the well-formed sequence that starts at `at`, or 0.
std::size_t sequence_length(const unsigned char* at, std::size_t left) {
  const auto continues = [&](std::size_t i) { return i < left && (at[i] & 0xC0U) == 0x80U; };
  const unsigned char lead = at[0];
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return continues(1) ? 2 : 0;
  if (lead >= 0xE0 && lead <= 0xEF) {
    if (!continues(1) || !continues(2)) return 0;
    if (lead == 0xE0 && at[1] < 0xA0) return 0;  // overlong
    if (lead == 0xED && at[1] > 0x9F) return 0;  // surrogate
    return 3;
  }
  if (lead >= 0xF0 && lead <= 0xF4) {
    if (!continues(1) || !continues(2) || !continues(3)) return 0;
    if (lead == 0xF0 && at[1] < 0x90) return 0;  // overlong
    if (lead == 0xF4 && at[1] > 0x8F) return 0;  // above U+10FFFF
    return 4;
  }
  return 0;
}

}  // namespace

bool is_utf8(std::string_view text) {
  if (is_ascii(text)) return true;
  const auto* at = reinterpret_cast<const unsigned char*>(text.data());
  for (std::size_t left = text.size(); left > 0;) {
    const std::size_t length = sequence_length(at, left);
    if (length == 0) return false;
    at += length;
    left -= length;
  }
  return true;
}

bool equals_ignore_case(std::string_view left, std::string_view right) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                    [&](char a, char b) { return lower(a) == lower(b); });
}

std::string_view clip(std::string_view text, std::size_t size_max) {
  if (text.size() <= size_max) return text;
  while (size_max > 0 && (static_cast<unsigned char>(text[size_max]) & 0xC0U) == 0x80U) --size_max;
  return text.substr(0, size_max);
}

}  // namespace host
