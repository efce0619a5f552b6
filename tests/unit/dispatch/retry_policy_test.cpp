// Back-off: how long a failed event waits, and when it has failed for good.
#include "host/dispatch/retry_policy.hpp"

#include "tests/support/catch.hpp"

using host::kNsPerSecond;
using host::config::RetrySpec;
using host::dispatch::longest_delay;
using host::dispatch::retry_delay;

namespace {

// 5 attempts from 5 s up to 30 s.
RetrySpec spec(int attempts = 5) {
  RetrySpec retry;
  retry.attempts = attempts;
  retry.delay_ns = 5 * kNsPerSecond;
  retry.max_delay_ns = 30 * kNsPerSecond;
  return retry;
}

}  // namespace

TEST_CASE("the wait doubles up to its limit, then no attempt is left", "[dispatch][retry]") {
  const std::int64_t seconds[] = {5, 10, 20, 30};
  for (int attempt = 1; attempt <= 4; ++attempt) {
    CHECK(retry_delay(spec(), attempt, 0, 0) == seconds[attempt - 1] * kNsPerSecond);
  }
  CHECK_FALSE(retry_delay(spec(), 5, 0, 0));
  CHECK_FALSE(retry_delay(spec(), 6, 0, 0));
  CHECK_FALSE(retry_delay(spec(1), 1, 0, 0));
}

TEST_CASE("a connector may ask for more, not for less, and not beyond the limit",
          "[dispatch][retry]") {
  CHECK(retry_delay(spec(), 1, 12 * kNsPerSecond, 0) == 12 * kNsPerSecond);
  CHECK(retry_delay(spec(), 1, kNsPerSecond, 0) == 5 * kNsPerSecond);
  CHECK(retry_delay(spec(), 1, 3600 * kNsPerSecond, 0) == 30 * kNsPerSecond);
  CHECK(retry_delay(spec(), 1, INT64_MAX, 0) == 30 * kNsPerSecond);
  CHECK(retry_delay(spec(), 1, -1, 0) == 5 * kNsPerSecond);
}

TEST_CASE("jitter adds up to a tenth", "[dispatch][retry]") {
  for (const std::uint32_t jitter : {1U, 500U, 999U, 1000U, UINT32_MAX}) {
    const auto delay = retry_delay(spec(), 1, 0, jitter);
    REQUIRE(delay);
    CHECK(*delay >= 5 * kNsPerSecond);
    CHECK(*delay <= 5 * kNsPerSecond + kNsPerSecond / 2);
  }
  CHECK(retry_delay(spec(), 1, 0, 999) > retry_delay(spec(), 1, 0, 1));
}

TEST_CASE("a thousand attempts do not overflow", "[dispatch][retry]") {
  const auto delay = retry_delay(spec(1000), 999, 0, 0);
  CHECK(delay == 30 * kNsPerSecond);
}

TEST_CASE("a first delay above the limit is kept", "[dispatch][retry]") {
  RetrySpec retry = spec();
  retry.max_delay_ns = kNsPerSecond;
  CHECK(retry_delay(retry, 1, 0, 0) == 5 * kNsPerSecond);
  CHECK(retry_delay(retry, 3, 0, 0) == 5 * kNsPerSecond);
}

TEST_CASE("no event waits longer than the longest delay", "[dispatch][retry]") {
  RetrySpec late = spec(50);
  RetrySpec flat = spec(50);
  flat.max_delay_ns = kNsPerSecond;
  for (const RetrySpec& retry : {late, flat}) {
    std::int64_t longest = 0;
    for (std::int32_t attempts = 1; attempts < retry.attempts; ++attempts) {
      longest = std::max(longest, *retry_delay(retry, attempts, INT64_MAX, 999));
    }
    CHECK(longest <= longest_delay(retry));
    CHECK(longest_delay(retry) - longest <= longest / 100);
  }
}
