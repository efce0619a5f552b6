// How many streams may be open.
#include "host/stream/places.hpp"

#include <vector>

#include "tests/support/catch.hpp"

using namespace host::stream;

TEST_CASE("places are bounded in all and per tenant, and come back", "[stream]") {
  StreamLimits limits;
  limits.subscribers = 3;
  limits.subscribers_per_tenant = 2;
  Places places(limits);
  auto first = places.take(1);
  auto second = places.take(1);
  REQUIRE(first);
  REQUIRE(second);
  CHECK_FALSE(places.take(1));
  auto other = places.take(2);
  REQUIRE(other);
  CHECK_FALSE(places.take(3));
  CHECK(places.taken() == 3);
  first.reset();
  CHECK(places.taken() == 2);
  CHECK(places.take(1));
  const Place moved = std::move(*other);
  other.reset();
  CHECK(places.taken() == 2);
}

TEST_CASE("a place may outlive what gave it out", "[stream]") {
  auto places = std::make_unique<Places>(StreamLimits{});
  auto left = places->take(1);
  REQUIRE(left);
  places.reset();
  left.reset();
  SUCCEED("released without its Places");
}
