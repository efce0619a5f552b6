// RateLimit: so many per second on average, so many at once. A token bucket kept as one number, the
// time at which it would be full again (GCRA), so that requests on many threads share it without a
// lock.
//
// Thread rule: any thread.
#pragma once

#include <atomic>
#include <cstdint>

namespace host::access {

class RateLimit {
 public:
  // `count` in `period_ns` and never more than `burst` at once; count 0 = no limit.
  RateLimit(std::int64_t count, std::int64_t period_ns, std::int64_t burst)
      : interval_ns_(count == 0 ? 0 : period_ns / count), slack_ns_(interval_ns_ * (burst - 1)) {}

  // 0: taken. Else nothing was taken, and it is worth trying again after so many nanoseconds.
  // `now` is monotonic.
  std::int64_t take(std::int64_t now) {
    if (interval_ns_ == 0) return 0;
    std::int64_t full_at = full_at_.load(std::memory_order_relaxed);
    for (;;) {
      const std::int64_t start = full_at > now ? full_at : now;
      if (start - now > slack_ns_) return start - now - slack_ns_;
      if (full_at_.compare_exchange_weak(full_at, start + interval_ns_,
                                         std::memory_order_relaxed)) {
        return 0;
      }
    }
  }

 private:
  const std::int64_t interval_ns_;
  const std::int64_t slack_ns_;
  std::atomic<std::int64_t> full_at_{0};
};

}  // namespace host::access
