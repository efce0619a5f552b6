// The rule by which a change on disk is believed.
#include "host/connector/settling.hpp"

#include <string>

#include "tests/support/catch.hpp"

using host::connector::kSettleNs;
using host::connector::Settling;

TEST_CASE("what is seen once is not believed") {
  Settling<std::string> settling;
  CHECK_FALSE(settling.is_under_way());
  CHECK_FALSE(settling.is_settled("a", 1000));
  CHECK(settling.is_under_way());
  CHECK_FALSE(settling.is_settled("a", 1000));  // twice, but at one time
}

TEST_CASE("what is seen the same after a while is") {
  Settling<std::string> settling;
  CHECK_FALSE(settling.is_settled("a", 1000));
  CHECK_FALSE(settling.is_settled("a", 1000 + kSettleNs - 1));
  CHECK(settling.is_settled("a", 1000 + kSettleNs));
}

TEST_CASE("every change begins anew, also one back to what was seen before") {
  Settling<std::string> settling;
  std::int64_t now = 0;
  for (const char* seen : {"a", "b", "a", "b", "a"}) {
    CHECK_FALSE(settling.is_settled(seen, now));
    now += 10 * kSettleNs;
  }
  CHECK(settling.is_settled("a", now));
}

TEST_CASE("a file that grows all the time is never believed, until it stands still") {
  Settling<std::size_t> settling;
  std::int64_t now = 0;
  for (std::size_t size = 0; size < 100; ++size, now += kSettleNs)
    CHECK_FALSE(settling.is_settled(size, now));
  CHECK_FALSE(settling.is_settled(100, now));
  CHECK(settling.is_settled(100, now + kSettleNs));
}

TEST_CASE("after a reset nothing was seen") {
  Settling<std::string> settling;
  CHECK_FALSE(settling.is_settled("a", 0));
  settling.reset();
  CHECK_FALSE(settling.is_under_way());
  CHECK_FALSE(settling.is_settled("a", kSettleNs));
}
