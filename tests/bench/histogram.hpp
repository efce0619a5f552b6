// Latencies in logarithmic buckets: fixed memory, and quantiles that are at most 1/128 too high.
// One thread records; values are nanoseconds, negative ones count as 0.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace bench {

class Histogram {
 public:
  Histogram() : counts_(kBuckets) {}

  void record(std::int64_t value_ns);

  // The smallest recorded bucket that `fraction` (0..1) of all values do not exceed; 0 when empty.
  std::int64_t quantile(double fraction) const;
  std::int64_t max() const { return max_; }
  std::uint64_t count() const { return count_; }

 private:
  static constexpr unsigned kSubBits = 7;  // 128 buckets to each power of two
  static constexpr std::size_t kBuckets = std::size_t{64 - kSubBits + 1} << kSubBits;

  static std::size_t bucket_of(std::uint64_t value);
  static std::uint64_t upper_bound_of(std::size_t bucket);

  std::vector<std::uint64_t> counts_;
  std::uint64_t count_ = 0;
  std::int64_t max_ = 0;
};

}  // namespace bench
