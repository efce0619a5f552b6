// Clock: wall time in nanoseconds since the Unix epoch, injectable so that tests own time.
//
// Thread rule: now_ns() may be called from any thread.
#pragma once

#include <atomic>
#include <cstdint>

namespace host {

using UnixNs = std::int64_t;  // nanoseconds since 1970-01-01T00:00:00Z

inline constexpr std::int64_t kNsPerUs = 1'000;
inline constexpr std::int64_t kNsPerMs = 1'000'000;
inline constexpr std::int64_t kNsPerSecond = 1'000'000'000;

class Clock {
 public:
  virtual ~Clock() = default;
  virtual UnixNs now_ns() const = 0;
};

// In whole microseconds, as times are shown: what a filter names with a time that was read from an
// answer is that very time.
class SystemClock final : public Clock {
 public:
  UnixNs now_ns() const override;
};

// Stands still until told to move.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(UnixNs start) : now_(start) {}
  UnixNs now_ns() const override { return now_.load(); }
  void advance(std::int64_t ns) { now_.fetch_add(ns); }
  void set(UnixNs now) { now_.store(now); }

 private:
  std::atomic<UnixNs> now_;
};

// Monotonic nanoseconds, for deadlines and durations only.
std::int64_t monotonic_ns();

}  // namespace host
