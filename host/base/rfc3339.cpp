#include "host/base/rfc3339.hpp"

#include <fmt/compile.h>

#include <chrono>

namespace host {
namespace {

// Reads exactly `digits` decimal digits at `at`; -1 when they are not there.
int read_digits(std::string_view text, std::size_t at, std::size_t digits) {
  if (at + digits > text.size()) return -1;
  int value = 0;
  for (std::size_t i = at; i < at + digits; ++i) {
    if (text[i] < '0' || text[i] > '9') return -1;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

// Nanoseconds of a ".123" fraction starting at `at`; moves `at` behind it. Digits beyond
// nanoseconds are cut.
std::optional<std::int64_t> read_fraction(std::string_view text, std::size_t& at) {
  if (at >= text.size() || text[at] != '.') return 0;
  std::size_t begin = ++at;
  std::int64_t ns = 0;
  std::int64_t scale = kNsPerSecond / 10;
  for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at) {
    ns += (text[at] - '0') * scale;
    scale /= 10;
  }
  if (at == begin) return std::nullopt;
  return ns;
}

// Seconds east of UTC from "Z" or "±HH:MM" (or "±HHMM", as Jira writes it) that ends the text.
std::optional<int> read_offset(std::string_view text, std::size_t at) {
  const std::string_view zone = text.substr(at);
  if (zone == "Z" || zone == "z") return 0;
  if (zone.size() < 5 || (zone[0] != '+' && zone[0] != '-')) return std::nullopt;
  const bool colon = zone[3] == ':';
  if (zone.size() != (colon ? 6U : 5U)) return std::nullopt;
  const int hours = read_digits(zone, 1, 2);
  const int minutes = read_digits(zone, colon ? 4 : 3, 2);
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return std::nullopt;
  const int seconds = hours * 3600 + minutes * 60;
  return zone[0] == '-' ? -seconds : seconds;
}

}  // namespace

std::string format_rfc3339(UnixNs time) {
  using namespace std::chrono;
  const sys_time<nanoseconds> point{nanoseconds{time}};
  const auto day = floor<days>(point);
  const year_month_day date{day};
  const hh_mm_ss clock{floor<microseconds>(point) - day};
  std::string out =
      fmt::format(FMT_COMPILE("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}"), static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                  clock.hours().count(), clock.minutes().count(), clock.seconds().count());
  const auto micros = duration_cast<microseconds>(clock.subseconds()).count();
  if (micros != 0) out += fmt::format(FMT_COMPILE(".{:06}"), micros);
  out += 'Z';
  return out;
}

std::optional<UnixNs> parse_rfc3339(std::string_view text) {
  using namespace std::chrono;
  if (text.size() < 20 || text.size() > 40) return std::nullopt;
  const int y = read_digits(text, 0, 4);
  const int mo = read_digits(text, 5, 2);
  const int d = read_digits(text, 8, 2);
  const int h = read_digits(text, 11, 2);
  const int mi = read_digits(text, 14, 2);
  const int s = read_digits(text, 17, 2);
  const bool shape = text[4] == '-' && text[7] == '-' &&
                     (text[10] == 'T' || text[10] == 't' || text[10] == ' ') && text[13] == ':' &&
                     text[16] == ':';
  if (!shape || y < 1970 || y > 2261 || mo < 0 || d < 0 || h < 0 || h > 23 || mi < 0 || mi > 59 ||
      s < 0 || s > 60) {
    return std::nullopt;
  }
  const year_month_day date{year{y}, month{static_cast<unsigned>(mo)},
                            day{static_cast<unsigned>(d)}};
  if (!date.ok()) return std::nullopt;
  std::size_t at = 19;
  const auto fraction = read_fraction(text, at);
  const auto offset = read_offset(text, at);
  if (!fraction || !offset) return std::nullopt;
  const std::int64_t seconds = sys_days{date}.time_since_epoch() / std::chrono::seconds{1} +
                               h * 3600 + mi * 60 + s - *offset;
  return seconds * kNsPerSecond + *fraction;
}

}  // namespace host
