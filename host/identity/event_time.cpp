#include "host/identity/event_time.hpp"

#include <charconv>
#include <cmath>
#include <limits>

#include "host/base/rfc3339.hpp"

namespace host::identity {
namespace {

std::optional<UnixNs> parse_number(std::string_view text, std::int64_t unit_ns) {
  double value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || stop != end || !std::isfinite(value) || value <= 0)
    return std::nullopt;
  std::int64_t whole = 0;  // an integer keeps every digit; a double would not
  const auto [whole_stop, whole_error] = std::from_chars(text.data(), end, whole);
  const bool is_whole = whole_error == std::errc{} && whole_stop == end;
  const std::int64_t units_max = std::numeric_limits<std::int64_t>::max() / unit_ns;
  if (value >= static_cast<double>(units_max)) return std::nullopt;
  if (is_whole) return whole * unit_ns;
  return static_cast<UnixNs>(value * static_cast<double>(unit_ns));
}

std::optional<UnixNs> parse_text(std::string_view text) {
  const auto time = parse_rfc3339(text);
  return time && *time > 0 ? time : std::nullopt;  // an offset can lead back before 1970
}

}  // namespace

std::optional<UnixNs> parse_event_time(std::string_view text,
                                       std::optional<config::TimestampFormat> format) {
  if (!format) {
    if (const auto time = parse_text(text)) return time;
    return parse_number(text, kNsPerSecond);
  }
  switch (*format) {
    case config::TimestampFormat::unix_s:
      return parse_number(text, kNsPerSecond);
    case config::TimestampFormat::unix_ms:
      return parse_number(text, kNsPerMs);
    case config::TimestampFormat::rfc3339:
      break;
  }
  return parse_text(text);
}

BelievedTime believe(UnixNs claimed, UnixNs received_at) {
  if (claimed <= 0) return {received_at, false};
  if (claimed > received_at + kClockTolerance) return {received_at, true};
  return {claimed, false};
}

}  // namespace host::identity
