#include "tests/bench/histogram.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace bench {

std::size_t Histogram::bucket_of(std::uint64_t value) {
  constexpr std::uint64_t kSubCount = std::uint64_t{1} << kSubBits;
  if (value < kSubCount) return static_cast<std::size_t>(value);
  const unsigned shift = static_cast<unsigned>(std::bit_width(value)) - 1 - kSubBits;
  const std::uint64_t within = (value >> shift) & (kSubCount - 1);
  return (static_cast<std::size_t>(shift + 1) << kSubBits) + static_cast<std::size_t>(within);
}

std::uint64_t Histogram::upper_bound_of(std::size_t bucket) {
  constexpr std::uint64_t kSubCount = std::uint64_t{1} << kSubBits;
  if (bucket < kSubCount) return bucket;
  const std::size_t shift = (bucket >> kSubBits) - 1;
  const std::uint64_t lower = (kSubCount + (bucket & (kSubCount - 1))) << shift;
  return lower + ((std::uint64_t{1} << shift) - 1);
}

void Histogram::record(std::int64_t value_ns) {
  const std::int64_t value = std::max<std::int64_t>(value_ns, 0);
  ++counts_[bucket_of(static_cast<std::uint64_t>(value))];
  ++count_;
  max_ = std::max(max_, value);
}

std::int64_t Histogram::quantile(double fraction) const {
  if (count_ == 0) return 0;
  const double wanted = std::ceil(fraction * static_cast<double>(count_));
  const auto rank =
      std::clamp<std::uint64_t>(static_cast<std::uint64_t>(std::max(wanted, 1.0)), 1, count_);
  std::uint64_t seen = 0;
  for (std::size_t bucket = 0; bucket < counts_.size(); ++bucket) {
    seen += counts_[bucket];
    if (seen >= rank) {
      return std::min(max_, static_cast<std::int64_t>(upper_bound_of(bucket)));
    }
  }
  return max_;
}

}  // namespace bench
