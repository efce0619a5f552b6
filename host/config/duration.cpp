#include "host/config/duration.hpp"

#include <array>
#include <utility>

#include "host/base/clock.hpp"

namespace host::config {
namespace {

constexpr std::int64_t kMaxDurationNs = 3653LL * 24 * 3600 * kNsPerSecond;  // ten years

constexpr std::array<std::pair<std::string_view, std::int64_t>, 5> kUnits{{
    {"ms", kNsPerMs},
    {"s", kNsPerSecond},
    {"min", 60 * kNsPerSecond},
    {"h", 3600 * kNsPerSecond},
    {"d", 24 * 3600 * kNsPerSecond},
}};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

std::optional<std::int64_t> parse_duration(std::string_view text) {
  constexpr std::size_t kMaxDigits = 12;  // keeps every product below inside 64 bits
  std::size_t at = 0;
  std::int64_t whole = 0;
  for (; at < text.size() && is_digit(text[at]); ++at) {
    if (at == kMaxDigits) return std::nullopt;
    whole = whole * 10 + (text[at] - '0');
  }
  if (at == 0) return std::nullopt;
  std::int64_t fraction = 0;
  std::int64_t scale = 1;
  if (at < text.size() && text[at] == '.') {
    const std::size_t begin = ++at;
    for (; at < text.size() && is_digit(text[at]); ++at) {
      if (at - begin == 3) return std::nullopt;
      fraction = fraction * 10 + (text[at] - '0');
      scale *= 10;
    }
    if (at == begin) return std::nullopt;
  }
  for (const auto& [name, unit] : kUnits) {
    if (text.substr(at) != name) continue;
    if (whole > kMaxDurationNs / unit) return std::nullopt;
    const std::int64_t ns = whole * unit + fraction * (unit / scale);
    return ns > kMaxDurationNs ? std::nullopt : std::optional(ns);
  }
  return std::nullopt;
}

}  // namespace host::config
