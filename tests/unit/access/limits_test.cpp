// Rates, quotas and the counting of refusals: bounded, fair between tenants, right under threads.
#include <atomic>
#include <thread>
#include <vector>

#include "host/access/access.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/http/make_request.hpp"

using host::kNsPerSecond;
using host::access::Access;
using host::access::RateLimit;
using host::access::Refusals;
using host::access::Scope;
using host::access::TenantLimits;
using host::config::SecretString;
using http_test::make_request;

namespace {

constexpr std::int64_t kStart = 1000 * kNsPerSecond;

int taken(RateLimit& limit, std::int64_t now, int tries) {
  int count = 0;
  for (int i = 0; i < tries; ++i) count += limit.take(now) == 0 ? 1 : 0;
  return count;
}

host::config::TenantSettings settings(std::int64_t per_minute, std::int64_t webhooks = 0,
                                      std::int64_t entries = 0) {
  host::config::TenantSettings out;
  out.defaults = {per_minute, webhooks, 0, entries};
  return out;
}

}  // namespace

TEST_CASE("a rate lets a burst through, then its average", "[access][limits]") {
  RateLimit limit(10, kNsPerSecond, 5);
  CHECK(taken(limit, kStart, 20) == 5);
  CHECK(limit.take(kStart) == kNsPerSecond / 10);
  CHECK(limit.take(kStart + kNsPerSecond / 10 - 1) == 1);
  CHECK(taken(limit, kStart + kNsPerSecond / 10, 20) == 1);
  CHECK(taken(limit, kStart + 100 * kNsPerSecond, 20) == 5);  // idle time saves up one burst only
}

TEST_CASE("no rate is no limit", "[access][limits]") {
  RateLimit limit(0, kNsPerSecond, 0);
  CHECK(taken(limit, kStart, 100'000) == 100'000);
}

TEST_CASE("threads share one bucket exactly", "[access][limits]") {
  RateLimit limit(1, kNsPerSecond, 1000);
  std::atomic<int> count{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) threads.emplace_back([&] { count += taken(limit, kStart, 1000); });
  for (std::thread& thread : threads) thread.join();
  CHECK(count == 1000);
}

TEST_CASE("one tenant's flood is not another's", "[access][limits]") {
  TenantLimits limits(settings(2, 1));
  CHECK(limits.take_request(1, kStart) == 0);
  CHECK(limits.take_request(1, kStart) == 0);
  CHECK(limits.take_request(1, kStart) > 0);
  CHECK(limits.take_request(2, kStart) == 0);
  CHECK(limits.take_webhook(1, kStart) == 0);
  CHECK(limits.take_webhook(1, kStart) > 0);
  CHECK(limits.take_webhook(2, kStart) == 0);
}

TEST_CASE("a tenant may have limits of its own", "[access][limits]") {
  host::config::TenantSettings own = settings(1);
  own.by_name["acme"] = {3, 0, 0, 0};
  TenantLimits limits(own);
  limits.add(5, "acme");
  limits.add(6, "nobody");
  for (int i = 0; i < 3; ++i) CHECK(limits.take_request(5, kStart) == 0);
  limits.add(5, "acme");  // saying it again gives no fresh bucket
  CHECK(limits.take_request(5, kStart) > 0);
  CHECK(limits.take_request(6, kStart) == 0);
  CHECK(limits.take_request(6, kStart) > 0);
}

TEST_CASE("ids beyond the table are limited too", "[access][limits]") {
  TenantLimits limits(settings(1));
  for (const host::store::TenantId odd : {-1LL, 16'384LL, 1LL << 40}) {
    CHECK_NOTHROW(limits.take_request(odd, kStart));
  }
  CHECK(limits.take_request(-2, kStart) > 0);
}

TEST_CASE("a quota is judged by the last count, asked for once a second", "[access][limits]") {
  TenantLimits limits(settings(0, 0, 10));
  std::vector<host::store::TenantId> asked;
  limits.set_counter([&](host::store::TenantId tenant) { asked.push_back(tenant); });
  CHECK_FALSE(limits.is_full(3, kStart));
  CHECK_FALSE(limits.is_full(3, kStart + 1));
  CHECK(asked == std::vector<host::store::TenantId>{3});
  limits.entries_counted(3, 9);
  CHECK_FALSE(limits.is_full(3, kStart + 2));
  limits.entries_counted(3, 10);
  CHECK(limits.is_full(3, kStart + 2));
  CHECK_FALSE(limits.is_full(4, kStart + 2));
  CHECK(limits.is_full(3, kStart + kNsPerSecond));
  CHECK(asked == std::vector<host::store::TenantId>{3, 4, 3});
}

TEST_CASE("over its limits a tenant is told when to come back", "[access][limits]") {
  const host::SystemClock clock;
  Access access({}, SecretString("amfs_sk_admin"), clock, settings(2, 1, 1));
  const auto call = [&](Scope scope) {
    const auto admission =
        access.admit(make_request("GET", "/", {{"X-AMFS-API-Key", "amfs_sk_admin"}}), scope);
    const auto* refusal = std::get_if<host::http::Response>(&admission);
    return refusal == nullptr ? "" : refusal->code + " " + refusal->headers.at(0).name;
  };
  CHECK(call(Scope::read).empty());
  access.limits().entries_counted(host::store::kDefaultTenant, 1);
  CHECK(call(Scope::write) == "quota_exceeded Retry-After");
  CHECK(call(Scope::read) == "rate_limited Retry-After");
  CHECK(call(Scope::admin).empty());  // the operator can still act

  const auto full = access.refuse_webhook(host::store::kDefaultTenant, "github");
  REQUIRE(full);
  CHECK(full->status == 503);
  CHECK(full->code == "storage_quota");
  access.limits().entries_counted(host::store::kDefaultTenant, 0);
  const auto busy = access.refuse_webhook(host::store::kDefaultTenant, "github");
  REQUIRE(busy);
  CHECK(busy->status == 503);
  CHECK(busy->code == "overloaded");
  CHECK(busy->headers.at(0).name == "Retry-After");
  CHECK_FALSE(access.refuse_webhook(99, "github"));
}

TEST_CASE("kinds of refusals are bounded, counts are not lost", "[access][limits]") {
  Refusals refusals;
  for (std::size_t i = 0; i < host::access::kRefusalKindsMax + 100; ++i) {
    refusals.count(static_cast<host::store::TenantId>(i + 1), "github", "signature_invalid");
  }
  refusals.count(1, "github", "signature_invalid");
  const auto list = refusals.list();
  CHECK(list.size() == host::access::kRefusalKindsMax + 1);
  CHECK(list.front().code == "other");
  CHECK(list.front().count == 100);
  CHECK(list.at(1).count == 2);
}
