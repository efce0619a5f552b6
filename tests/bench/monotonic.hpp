// The clock of all measurements.
#pragma once

#include <chrono>
#include <cstdint>

namespace bench {

constexpr std::int64_t kNsPerSecond = 1'000'000'000;

inline std::int64_t now_ns() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

}  // namespace bench
