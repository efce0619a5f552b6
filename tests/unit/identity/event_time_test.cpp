// When an event happened: what is read, and what is believed.
#include "host/identity/event_time.hpp"

#include <cstdint>

#include "host/base/rfc3339.hpp"
#include "tests/support/catch.hpp"

using host::kNsPerMs;
using host::kNsPerSecond;
using host::config::TimestampFormat;
using host::identity::believe;
using host::identity::kClockTolerance;
using host::identity::parse_event_time;

namespace {
constexpr host::UnixNs kNow = 1'779'796'800 * kNsPerSecond;
}  // namespace

TEST_CASE("without a format a text is RFC 3339 and a number seconds", "[identity][time]") {
  CHECK(parse_event_time("2026-05-26T12:00:00Z", std::nullopt) == kNow);
  CHECK(parse_event_time("1779796800", std::nullopt) == kNow);
  const auto fraction = parse_event_time("1779796800.5", std::nullopt);  // Slack's event_ts
  REQUIRE(fraction);
  CHECK(std::abs(*fraction - (kNow + kNsPerSecond / 2)) < 1000);
  CHECK(parse_event_time("1.7797968e9", std::nullopt) == kNow);
}

TEST_CASE("a format holds to its unit", "[identity][time]") {
  CHECK(parse_event_time("1500", TimestampFormat::unix_s) == 1500 * kNsPerSecond);
  CHECK(parse_event_time("1500", TimestampFormat::unix_ms) == 1500 * kNsPerMs);
  CHECK(parse_event_time("2026-05-26T12:00:00Z", TimestampFormat::rfc3339) == kNow);
  CHECK_FALSE(parse_event_time("1500", TimestampFormat::rfc3339));
  CHECK_FALSE(parse_event_time("2026-05-26T12:00:00Z", TimestampFormat::unix_s));
}

TEST_CASE("milliseconds keep every digit", "[identity][time]") {
  CHECK(parse_event_time("1779796800123", TimestampFormat::unix_ms) == kNow + 123 * kNsPerMs);
}

TEST_CASE("numbers that are no time of ours are none", "[identity][time]") {
  for (const char* text : {"", "0", "-1", "-1779796800", "9223372036854775807",
                           "9223372036854775808", "18446744073709551616", "1e400", "-1e400", "nan",
                           "inf", "0x10", "+5", " 5", "5 ", "5s", "1,5", "now", "1779796800123"}) {
    INFO(text);  // the last: milliseconds where seconds are expected lie beyond 2262
    CHECK_FALSE(parse_event_time(text, TimestampFormat::unix_s));
    CHECK_FALSE(parse_event_time(text, std::nullopt));
  }
}

TEST_CASE("times before 1970 are none", "[identity][time]") {
  CHECK_FALSE(parse_event_time("1969-12-31T23:59:59Z", std::nullopt));
  CHECK_FALSE(parse_event_time("1970-01-01T00:30:00+01:00", std::nullopt));
}

TEST_CASE("past times are believed", "[identity][time]") {
  CHECK(believe(kNow, kNow).time == kNow);
  CHECK_FALSE(believe(kNow, kNow).suspect);
  CHECK(believe(1, kNow).time == 1);
  CHECK_FALSE(believe(1, kNow).suspect);
}

TEST_CASE("a clock may be five minutes fast, not more", "[identity][time]") {
  CHECK(believe(kNow + kClockTolerance, kNow).time == kNow + kClockTolerance);
  CHECK_FALSE(believe(kNow + kClockTolerance, kNow).suspect);
  CHECK(believe(kNow + kClockTolerance + 1, kNow).time == kNow);
  CHECK(believe(kNow + kClockTolerance + 1, kNow).suspect);
  const auto far = *host::parse_rfc3339("2099-01-01T00:00:00Z");
  CHECK(believe(far, kNow).time == kNow);
  CHECK(believe(far, kNow).suspect);
  CHECK(believe(INT64_MAX, kNow).suspect);
}

TEST_CASE("no time given is the time of reception, and not suspect", "[identity][time]") {
  CHECK(believe(0, kNow).time == kNow);
  CHECK_FALSE(believe(0, kNow).suspect);
  CHECK(believe(-1, kNow).time == kNow);
  CHECK(believe(INT64_MIN, kNow).time == kNow);
}
