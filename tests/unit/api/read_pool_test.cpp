// Whose read is next, and how many may wait.
#include "host/api/read_pool.hpp"

#include <future>
#include <string>

#include "tests/support/catch.hpp"
#include "tests/unit/store/store_fixture.hpp"

using host::api::kReadsQueuedMax;
using host::api::kReadsQueuedPerTenantMax;
using host::api::ReadPool;
using host::store::TenantId;

namespace {

// One thread, held by its first job until let_go(): everything after it waits in line.
struct Fixture : test::StoreFixture {
  Fixture() : pool(*store, 1) {
    std::promise<void> began;
    auto has_begun = began.get_future();
    pool.submit(1, [&](host::store::Reader&) {
      began.set_value();
      gate.get_future().wait();
    });
    has_begun.wait();
  }

  ~Fixture() {
    if (!open) let_go();
  }

  bool submit(TenantId tenant) {
    return pool.submit(
        tenant, [this, tenant](host::store::Reader&) { order += static_cast<char>('a' + tenant); });
  }
  // What ran, in order, once all has.
  const std::string& let_go() {
    open = true;
    gate.set_value();
    pool.stop();
    return order;
  }

  bool open = false;
  std::promise<void> gate;
  std::string order;  // written by the pool's only thread, read after it has ended
  ReadPool pool;
};

}  // namespace

TEST_CASE_METHOD(Fixture, "tenants take turns, whatever one of them has sent before", "[reads]") {
  for (int i = 0; i < 6; ++i) REQUIRE(submit(1));
  for (int i = 0; i < 2; ++i) REQUIRE(submit(2));
  REQUIRE(submit(3));
  CHECK(pool.waiting() == 9);
  CHECK(let_go() == "bcdbcbbbb");
  CHECK(pool.waiting() == 0);
}

TEST_CASE_METHOD(Fixture, "one tenant's flood leaves room for another", "[reads]") {
  for (std::size_t i = 0; i < kReadsQueuedPerTenantMax; ++i) REQUIRE(submit(1));
  CHECK_FALSE(submit(1));
  CHECK(submit(2));
  CHECK(pool.refused() == 1);
  CHECK(let_go().substr(0, 3) == "bcb");
}

TEST_CASE_METHOD(Fixture, "what waits is bounded in all", "[reads]") {
  std::size_t taken = 0;
  TenantId tenant = 1;
  for (; submit(tenant); ++taken) {
    if ((taken + 1) % kReadsQueuedPerTenantMax == 0) ++tenant;
  }
  CHECK(taken == kReadsQueuedMax);
  CHECK_FALSE(submit(tenant + 1));
  CHECK(let_go().size() == kReadsQueuedMax);
  CHECK_FALSE(submit(1));  // stopped
}
