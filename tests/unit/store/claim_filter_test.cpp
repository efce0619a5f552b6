// A run's filter: present keys always pass, absent ones hardly ever; what is stored loads again.
#include "host/store/sqlite/inbox/claim_filter.hpp"

#include <random>

#include "tests/support/catch.hpp"

using host::store::EndpointId;
using host::store::sqlite::ClaimFilter;
using host::store::sqlite::ClaimKey;

namespace {

constexpr std::size_t kClaims = 1'000'000;

ClaimKey key_of(std::mt19937_64& random, EndpointId endpoints) {
  const std::uint64_t high = random();
  const std::uint64_t low = random();
  return {high, low, static_cast<EndpointId>(1 + random() % static_cast<unsigned>(endpoints))};
}

// How many of kClaims keys pass: the next ones of `random`, with `shift` added to the endpoint.
std::size_t passing(const ClaimFilter& filter, std::mt19937_64& random, EndpointId shift = 0) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < kClaims; ++i) {
    ClaimKey key = key_of(random, 50);
    key.endpoint += shift;
    if (filter.may_hold(key)) ++count;
  }
  return count;
}

}  // namespace

TEST_CASE("a filter of a million claims lets all of them pass and few others", "[store][claims]") {
  ClaimFilter filter(ClaimFilter::blocks_for(kClaims));
  constexpr std::size_t kWrongMax = kClaims * 3 / 1000;
  std::mt19937_64 random(1);
  for (std::size_t i = 0; i < kClaims; ++i) filter.add(key_of(random, 50));
  random.seed(1);
  CHECK(passing(filter, random) == kClaims);
  CHECK(passing(filter, random) < kWrongMax);  // other keys
  random.seed(1);
  CHECK(passing(filter, random, 50) < kWrongMax);  // the same keys of other endpoints
}

TEST_CASE("blocks follow the order of keys, to the last one", "[store][claims]") {
  for (const std::size_t blocks : {1U, 2U, 3U, 1000U}) {
    const ClaimFilter filter(blocks);
    std::size_t last = 0;
    for (std::uint64_t i = 0; i < 65536; ++i) {
      const std::size_t block = filter.block_of({i << 48U, 0, 1});
      REQUIRE(block >= last);
      last = block;
    }
    CHECK(filter.block_of({0, 0, 1}) == 0);
    CHECK(last == blocks - 1);
    CHECK(filter.block_of({UINT64_MAX, 0, 1}) == blocks - 1);
  }
}

TEST_CASE("a stored filter loads again, and only where it fits", "[store][claims]") {
  ClaimFilter filter(10);
  std::mt19937_64 random(2);
  for (int i = 0; i < 200; ++i) filter.add(key_of(random, 1));
  ClaimFilter loaded(10);
  REQUIRE(loaded.load(0, filter.bytes(0, 4)));
  REQUIRE(loaded.load(4, filter.bytes(4, 100)));
  CHECK(loaded.bytes(0, 10) == filter.bytes(0, 10));
  CHECK_FALSE(loaded.load(9, filter.bytes(0, 2)));
  CHECK_FALSE(loaded.load(10, filter.bytes(0, 1)));
  CHECK_FALSE(loaded.load(0, {}));
  CHECK_FALSE(loaded.load(0, filter.bytes(0, 1).substr(1)));
}
