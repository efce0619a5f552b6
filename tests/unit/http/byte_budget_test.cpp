#include "host/http/byte_budget.hpp"

#include <thread>
#include <vector>

#include "tests/support/catch.hpp"

using namespace host::http;

TEST_CASE("reservations take and give back") {
  ByteBudget budget(100);
  {
    BodyReservation one(budget);
    CHECK(one.grow(60));
    CHECK_FALSE(one.grow(41));
    CHECK(budget.in_flight() == 60);
    CHECK(one.grow(40));
    BodyReservation moved = std::move(one);
    CHECK(moved.bytes() == 100);
    CHECK(one.bytes() == 0);
    CHECK_FALSE(one.grow(1));
    BodyReservation other(budget);
    CHECK_FALSE(other.grow(1));
    moved = std::move(other);
    CHECK(budget.in_flight() == 0);
    CHECK_FALSE(moved.grow(101));
    CHECK_FALSE(moved.grow(~0ULL));
  }
  CHECK(budget.in_flight() == 0);
  CHECK_FALSE(BodyReservation().grow(1));
}

TEST_CASE("the limit holds between threads") {
  ByteBudget budget(1'000);
  std::atomic<bool> exceeded{false};
  std::vector<std::thread> threads;
  std::atomic<std::uint64_t> held{0};
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 20'000; ++i) {
        BodyReservation reservation(budget);
        if (!reservation.grow(300)) continue;
        if (held.fetch_add(300) + 300 > 1'000) exceeded = true;
        held.fetch_sub(300);
      }
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK_FALSE(exceeded);
  CHECK(budget.in_flight() == 0);
}
