// RFC 3339 in and out: what providers write, and what must not be taken for a time.
#include "host/base/rfc3339.hpp"

#include <cstdint>

#include "tests/support/catch.hpp"

using host::format_rfc3339;
using host::kNsPerSecond;
using host::parse_rfc3339;

namespace {
constexpr host::UnixNs kNoon = 1'779'796'800 * kNsPerSecond;  // 2026-05-26T12:00:00Z
}  // namespace

TEST_CASE("times are written in UTC, the fraction only where there is one", "[base][rfc3339]") {
  CHECK(format_rfc3339(0) == "1970-01-01T00:00:00Z");
  CHECK(format_rfc3339(kNoon) == "2026-05-26T12:00:00Z");
  CHECK(format_rfc3339(kNoon + 1'500'000) == "2026-05-26T12:00:00.001500Z");
  CHECK(format_rfc3339(kNoon + 999) == "2026-05-26T12:00:00Z");  // below a microsecond
}

TEST_CASE("times before 1970 are written with a fraction that still counts forward",
          "[base][rfc3339]") {
  CHECK(format_rfc3339(-1) == "1969-12-31T23:59:59.999999Z");
  CHECK(format_rfc3339(-kNsPerSecond) == "1969-12-31T23:59:59Z");
}

TEST_CASE("what was written is read back", "[base][rfc3339]") {
  for (const host::UnixNs time :
       {host::UnixNs{0}, kNoon, kNoon + 123'456'000, INT64_MAX / 2000 * 1000}) {
    CHECK(parse_rfc3339(format_rfc3339(time)) == time);
  }
}

TEST_CASE("offsets, fractions and separators that senders use are understood", "[base][rfc3339]") {
  CHECK(parse_rfc3339("2026-05-26T12:00:00Z") == kNoon);
  CHECK(parse_rfc3339("2026-05-26t12:00:00z") == kNoon);
  CHECK(parse_rfc3339("2026-05-26 12:00:00Z") == kNoon);
  CHECK(parse_rfc3339("2026-05-26T14:00:00+02:00") == kNoon);
  CHECK(parse_rfc3339("2026-05-26T06:30:00-05:30") == kNoon);
  CHECK(parse_rfc3339("2026-05-26T14:00:00.000+0200") == kNoon);  // Jira
  CHECK(parse_rfc3339("2026-05-26T12:00:00.5Z") == kNoon + kNsPerSecond / 2);
  CHECK(parse_rfc3339("2026-05-26T12:00:00.123456789Z") == kNoon + 123'456'789);
  CHECK(parse_rfc3339("2026-05-26T12:00:00.1234567899999Z") == kNoon + 123'456'789);
}

TEST_CASE("a leap second is the first second of the next minute", "[base][rfc3339]") {
  const auto leap = parse_rfc3339("2016-12-31T23:59:60Z");
  CHECK(leap == parse_rfc3339("2017-01-01T00:00:00Z"));
  CHECK_FALSE(parse_rfc3339("2016-12-31T23:59:61Z"));
}

TEST_CASE("leap days are days only in leap years", "[base][rfc3339]") {
  CHECK(parse_rfc3339("2024-02-29T00:00:00Z"));
  CHECK(parse_rfc3339("2000-02-29T00:00:00Z"));
  CHECK_FALSE(parse_rfc3339("2023-02-29T00:00:00Z"));
  CHECK_FALSE(parse_rfc3339("2100-02-29T00:00:00Z"));
}

TEST_CASE("anything else is no time", "[base][rfc3339]") {
  const char* bad[] = {"",
                       "now",
                       "2026-05-26",
                       "2026-05-26T12:00:00",    // no zone
                       "2026-05-26T12:00Z",      // no seconds
                       "2026-05-26T12:00:00.Z",  // empty fraction
                       "2026-05-26T12:00:00,5Z",
                       "2026-05-26T24:00:00Z",
                       "2026-05-26T12:60:00Z",
                       "2026-13-26T12:00:00Z",
                       "2026-00-26T12:00:00Z",
                       "2026-05-32T12:00:00Z",
                       "2026-05-00T12:00:00Z",
                       "1969-12-31T23:59:59Z",  // before what we hold
                       "2262-01-01T00:00:00Z",  // beyond it
                       "9999-12-31T23:59:59Z",
                       "+026-05-26T12:00:00Z",
                       "2026-05-26T12:00:00+24:00",
                       "2026-05-26T12:00:00+02:60",
                       "2026-05-26T12:00:00+2:00",
                       "2026-05-26T12:00:00+02:0",
                       "2026-05-26T12:00:00 Z",
                       "2026-05-26T12:00:00Zjunk",
                       " 2026-05-26T12:00:00Z",
                       "2026/05/26T12:00:00Z",
                       "2026-05-26T12-00-00Z",
                       "20260526T120000Z0000000",
                       "2026-05-26T12:00:00.1234567890123456789012345678901234567890Z"};
  for (const char* text : bad) {
    INFO(text);
    CHECK_FALSE(parse_rfc3339(text));
  }
  CHECK_FALSE(parse_rfc3339(std::string_view("2026-05-26T12:00:00\0Z", 21)));
}
