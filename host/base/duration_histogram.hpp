// DurationHistogram: how long something took, counted in fixed buckets from 50 µs to 10 s.
//
// Thread rule: any thread. add() is two relaxed additions; who reads while others add may see a
// duration in its bucket and not yet in the sum.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace host {

class DurationHistogram {
 public:
  // Upper bounds in nanoseconds; longer ones go to a last bucket without bound.
  static constexpr std::array<std::int64_t, 17> kBoundsNs = {
      50'000,      100'000,       250'000,       500'000,       1'000'000,     2'500'000,
      5'000'000,   10'000'000,    25'000'000,    50'000'000,    100'000'000,   250'000'000,
      500'000'000, 1'000'000'000, 2'500'000'000, 5'000'000'000, 10'000'000'000};

  void add(std::int64_t ns) {
    const auto at = std::lower_bound(kBoundsNs.begin(), kBoundsNs.end(), ns);
    counts_[static_cast<std::size_t>(at - kBoundsNs.begin())].fetch_add(1,
                                                                        std::memory_order_relaxed);
    sum_ns_.fetch_add(ns, std::memory_order_relaxed);
  }

  // Of one bucket, not of those below it too; kBoundsNs.size() is the last.
  std::uint64_t count(std::size_t bucket) const {
    return counts_[bucket].load(std::memory_order_relaxed);
  }
  std::int64_t sum_ns() const { return sum_ns_.load(std::memory_order_relaxed); }

 private:
  std::array<std::atomic<std::uint64_t>, kBoundsNs.size() + 1> counts_{};
  std::atomic<std::int64_t> sum_ns_{0};
};

}  // namespace host
