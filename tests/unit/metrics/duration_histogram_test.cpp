#include "host/base/duration_histogram.hpp"

#include <thread>

#include "tests/support/catch.hpp"

using host::DurationHistogram;

TEST_CASE("a duration is counted in the first bucket that holds it") {
  DurationHistogram histogram;
  histogram.add(0);
  histogram.add(50'000);  // a bound belongs to its bucket
  histogram.add(50'001);
  histogram.add(10'000'000'000);
  histogram.add(10'000'000'001);
  histogram.add(-1);  // clocks never go back; should one, nothing is lost
  CHECK(histogram.count(0) == 3);
  CHECK(histogram.count(1) == 1);
  CHECK(histogram.count(DurationHistogram::kBoundsNs.size() - 1) == 1);
  CHECK(histogram.count(DurationHistogram::kBoundsNs.size()) == 1);
  CHECK(histogram.sum_ns() == 20'000'100'001);
}

TEST_CASE("the bounds grow") {
  const auto& bounds = DurationHistogram::kBoundsNs;
  CHECK(std::adjacent_find(bounds.begin(), bounds.end(), std::greater_equal<>()) == bounds.end());
}

TEST_CASE("threads that count at once lose nothing") {
  DurationHistogram histogram;
  constexpr int kEach = 20'000;
  const auto work = [&] {
    for (int i = 0; i < kEach; ++i) histogram.add(1'000'000);
  };
  std::thread one(work), two(work);
  one.join();
  two.join();
  CHECK(histogram.count(4) == 2 * kEach);
  CHECK(histogram.sum_ns() == 2LL * kEach * 1'000'000);
}
