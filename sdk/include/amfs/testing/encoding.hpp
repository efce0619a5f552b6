// Hexadecimal and base64 texts of bytes, as signature headers carry them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "amfs/testing/payload.hpp"

namespace amfs {
inline namespace v1 {
namespace testing {

enum class Encoding : std::uint8_t { hex, base64 };

namespace internal {

inline constexpr std::string_view kBase64Digits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

inline std::string to_hex(std::string_view bytes) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string out;
  for (const char c : bytes) {
    out += kDigits[static_cast<unsigned char>(c) >> 4];
    out += kDigits[static_cast<unsigned char>(c) & 0xF];
  }
  return out;
}

inline std::optional<std::string> from_hex(std::string_view text) {
  if (text.size() % 2 != 0) return std::nullopt;
  std::string out;
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const int high = hex_value(text[i]);
    const int low = hex_value(text[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    out += static_cast<char>(high * 16 + low);
  }
  return out;
}

inline std::string to_base64(std::string_view bytes) {
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::string_view group = bytes.substr(i, 3);
    std::uint32_t bits = 0;
    for (std::size_t j = 0; j < 3; ++j) {
      bits = bits << 8 | (j < group.size() ? static_cast<unsigned char>(group[j]) : 0U);
    }
    for (std::size_t j = 0; j < 4; ++j) {
      out += j > group.size() ? '=' : kBase64Digits[bits >> (18 - 6 * j) & 0x3F];
    }
  }
  return out;
}

// RFC 4648, 4: with padding, nothing after it.
inline std::optional<std::string> from_base64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  const std::size_t padding = text.empty() || text.back() != '=' ? 0
                              : text[text.size() - 2] == '='     ? 2
                                                                 : 1;
  std::string out;
  std::uint32_t bits = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_padding = i >= text.size() - padding;
    const std::size_t digit = is_padding ? 0 : kBase64Digits.find(text[i]);
    if (digit == std::string_view::npos) return std::nullopt;
    bits = bits << 6 | static_cast<std::uint32_t>(digit);
    if (i % 4 != 3) continue;
    for (int shift = 16; shift >= 0; shift -= 8) out += static_cast<char>(bits >> shift & 0xFF);
    bits = 0;
  }
  out.resize(out.size() - padding);
  // One text for each value: the bits that padding leaves over are zero.
  return to_base64(out) == text ? std::optional<std::string>(out) : std::nullopt;
}

}  // namespace internal

inline std::string encode(Encoding encoding, std::string_view bytes) {
  return encoding == Encoding::hex ? internal::to_hex(bytes) : internal::to_base64(bytes);
}

// nullopt when it is no such text.
inline std::optional<std::string> decode(Encoding encoding, std::string_view text) {
  return encoding == Encoding::hex ? internal::from_hex(text) : internal::from_base64(text);
}

}  // namespace testing
}  // namespace v1
}  // namespace amfs
