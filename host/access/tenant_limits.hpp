// TenantLimits: how much each tenant may ask for, and whether its memory is full. One bucket per
// kind of request and tenant, found without a lock.
//
// The quota is judged by the last count of the tenant's entries, which is asked for at most once a
// second while requests come in: the limit may be overrun by what is written within that time.
//
// Thread rule: any thread, unless said otherwise.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "host/access/rate_limit.hpp"
#include "host/base/clock.hpp"
#include "host/config/settings.hpp"
#include "host/store/records.hpp"

namespace host::access {

// Above what the store makes; tenants beyond it would share one set of buckets.
inline constexpr std::size_t kTenantSlots = 16'384;
inline constexpr std::int64_t kCountEntriesEveryNs = kNsPerSecond;

class TenantLimits {
 public:
  explicit TenantLimits(config::TenantSettings settings);

  // A tenant's name, by which the settings may have limits of its own. Saying it again is fine.
  void add(store::TenantId tenant, const std::string& name);

  // As RateLimit::take().
  std::int64_t take_request(store::TenantId tenant, std::int64_t now);
  std::int64_t take_webhook(store::TenantId tenant, std::int64_t now);

  // At or above its entries_max.
  bool is_full(store::TenantId tenant, std::int64_t now);
  // Called when a count is due; must not block, answers through entries_counted() sooner or later.
  // Set before traffic.
  void set_counter(std::function<void(store::TenantId)> count) { count_ = std::move(count); }
  void entries_counted(store::TenantId tenant, std::int64_t entries);

 private:
  struct Slot {
    explicit Slot(const config::LimitSettings& limits);
    RateLimit requests;
    RateLimit webhooks;
    const std::int64_t entries_max;
    bool is_own = false;  // guarded by mutex_; the tenant's own limits, not the defaults
    std::atomic<std::int64_t> entries{0};
    std::atomic<std::int64_t> next_count_at{0};
  };
  Slot& slot_of(store::TenantId tenant);
  Slot& make_slot(std::size_t place, const config::LimitSettings& limits);  // mutex_ held

  const config::TenantSettings settings_;
  std::function<void(store::TenantId)> count_;
  Slot beyond_;
  std::array<std::atomic<Slot*>, kTenantSlots> by_tenant_{};
  std::mutex mutex_;
  std::vector<std::unique_ptr<Slot>> slots_;  // guarded by mutex_; none is freed before the end
};

}  // namespace host::access
