// Time: nanoseconds on the system clock, and its RFC 3339 text.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace amfs {
inline namespace v1 {

using Time = std::chrono::time_point<std::chrono::system_clock, std::chrono::nanoseconds>;

inline Time from_unix_ns(std::int64_t ns) { return Time(std::chrono::nanoseconds(ns)); }
inline std::int64_t to_unix_ns(Time time) { return time.time_since_epoch().count(); }

namespace detail {

// Days since 1970-01-01 in the proleptic Gregorian calendar.
inline std::int64_t days_from_civil(std::int64_t year, std::int64_t month, std::int64_t day) {
  year -= month <= 2 ? 1 : 0;
  const std::int64_t era = (year >= 0 ? year : year - 399) / 400;
  const std::int64_t year_of_era = year - era * 400;
  const std::int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year -
         719468;
}

inline std::int64_t days_in_month(std::int64_t year, std::int64_t month) {
  constexpr std::int64_t kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return kDays[month - 1] + (month == 2 && leap ? 1 : 0);
}

// Takes digits and separators off the front of a text; the first mismatch sticks.
class TimeScanner {
 public:
  explicit TimeScanner(std::string_view text) : rest_(text) {}

  std::int64_t digits(std::size_t count) {
    std::int64_t value = 0;
    for (std::size_t i = 0; i < count; ++i) {
      if (!at_digit()) {
        good_ = false;
        return 0;
      }
      value = value * 10 + (take() - '0');
    }
    return value;
  }
  void one_of(std::string_view allowed) {
    if (rest_.empty() || allowed.find(rest_.front()) == std::string_view::npos) {
      good_ = false;
    } else {
      last_ = take();
    }
  }
  std::int64_t all_digits(std::size_t max) {
    std::size_t count = 0;
    while (count < rest_.size() && rest_[count] >= '0' && rest_[count] <= '9') ++count;
    if (count == 0 || count > max) good_ = false;
    return good_ ? digits(count) : 0;
  }
  // ".123…" as nanoseconds; digits beyond the ninth are dropped.
  std::int64_t fraction() {
    if (rest_.empty() || rest_.front() != '.') return 0;
    take();
    std::int64_t value = 0;
    std::int64_t scale = 1'000'000'000;
    if (!at_digit()) good_ = false;
    while (at_digit()) {
      const char c = take();
      if (scale > 1) value = value * 10 + (c - '0'), scale /= 10;
    }
    return value * scale;
  }
  char last() const { return last_; }
  bool good() const { return good_; }
  bool done() const { return good_ && rest_.empty(); }

 private:
  bool at_digit() const { return !rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9'; }
  char take() {
    const char c = rest_.front();
    rest_.remove_prefix(1);
    return c;
  }
  std::string_view rest_;
  char last_ = 0;
  bool good_ = true;
};

}  // namespace detail

// "1700000000" or "1700000000.000100": seconds since 1970, exact to the nanosecond.
inline std::optional<Time> parse_unix_seconds(std::string_view text) {
  constexpr std::int64_t kMaxSeconds = 9'200'000'000;  // the year 2261
  detail::TimeScanner scan(text);
  const std::int64_t seconds = scan.all_digits(10);
  const std::int64_t nanos = scan.fraction();
  if (!scan.done() || seconds > kMaxSeconds) return std::nullopt;
  return from_unix_ns(seconds * 1'000'000'000 + nanos);
}

// "2026-11-23T09:44:00[.123](Z|±HH:MM|±HHMM)"; lower case t and z and a space are fine.
inline std::optional<Time> parse_rfc3339(std::string_view text) {
  detail::TimeScanner scan(text);
  const std::int64_t year = scan.digits(4);
  scan.one_of("-");
  const std::int64_t month = scan.digits(2);
  scan.one_of("-");
  const std::int64_t day = scan.digits(2);
  scan.one_of("Tt ");
  const std::int64_t hour = scan.digits(2);
  scan.one_of(":");
  const std::int64_t minute = scan.digits(2);
  scan.one_of(":");
  const std::int64_t second = scan.digits(2);
  const std::int64_t nanos = scan.fraction();
  scan.one_of("Zz+-");
  if (!scan.good()) return std::nullopt;
  std::int64_t offset = 0;  // minutes
  if (scan.last() == '+' || scan.last() == '-') {
    const bool west = scan.last() == '-';
    const std::int64_t hours = scan.digits(2);
    detail::TimeScanner with_colon = scan;
    with_colon.one_of(":");
    if (with_colon.good()) scan = with_colon;
    const std::int64_t minutes = scan.digits(2);
    if (hours > 23 || minutes > 59) return std::nullopt;
    offset = (west ? -1 : 1) * (hours * 60 + minutes);
  }
  constexpr std::int64_t kFirstYear = 1678;  // what nanoseconds in 64 bits can hold
  constexpr std::int64_t kLastYear = 2261;
  if (!scan.done() || year < kFirstYear || year > kLastYear || month < 1 || month > 12 || day < 1 ||
      day > detail::days_in_month(year, month) || hour > 23 || minute > 59 || second > 60) {
    return std::nullopt;
  }
  const std::int64_t days = detail::days_from_civil(year, month, day);
  const std::int64_t seconds = ((days * 24 + hour) * 60 + minute - offset) * 60 + second;
  return from_unix_ns(seconds * 1'000'000'000 + nanos);
}

}  // namespace v1
}  // namespace amfs
