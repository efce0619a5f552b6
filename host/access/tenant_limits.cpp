#include "host/access/tenant_limits.hpp"

namespace host::access {
namespace {

constexpr std::int64_t kMinuteNs = 60 * kNsPerSecond;

}  // namespace

// A whole minute's requests may come at once; deliveries as many as the settings say, else those of
// one second.
TenantLimits::Slot::Slot(const config::LimitSettings& limits)
    : requests(limits.requests_per_minute, kMinuteNs, limits.requests_per_minute),
      webhooks(limits.webhooks_per_second, kNsPerSecond,
               limits.webhooks_burst == 0 ? limits.webhooks_per_second : limits.webhooks_burst),
      entries_max(limits.entries_max) {}

TenantLimits::TenantLimits(config::TenantSettings settings)
    : settings_(std::move(settings)), beyond_(settings_.defaults) {}

void TenantLimits::add(store::TenantId tenant, const std::string& name) {
  const auto place = static_cast<std::size_t>(tenant);
  const auto own = settings_.by_name.find(name);
  if (place >= kTenantSlots || own == settings_.by_name.end()) return;
  const std::lock_guard lock(mutex_);
  const Slot* slot = by_tenant_[place].load(std::memory_order_relaxed);
  if (slot != nullptr && slot->is_own) return;
  // A request may still hold the slot that this one replaces: it stays with the others.
  make_slot(place, own->second).is_own = true;
}

std::int64_t TenantLimits::take_request(store::TenantId tenant, std::int64_t now) {
  return slot_of(tenant).requests.take(now);
}

std::int64_t TenantLimits::take_webhook(store::TenantId tenant, std::int64_t now) {
  return slot_of(tenant).webhooks.take(now);
}

bool TenantLimits::is_full(store::TenantId tenant, std::int64_t now) {
  Slot& slot = slot_of(tenant);
  if (slot.entries_max == 0) return false;
  std::int64_t due = slot.next_count_at.load(std::memory_order_relaxed);
  if (now >= due && count_ &&
      slot.next_count_at.compare_exchange_strong(due, now + kCountEntriesEveryNs,
                                                 std::memory_order_relaxed)) {
    count_(tenant);
  }
  return slot.entries.load(std::memory_order_relaxed) >= slot.entries_max;
}

void TenantLimits::entries_counted(store::TenantId tenant, std::int64_t entries) {
  slot_of(tenant).entries.store(entries, std::memory_order_relaxed);
}

TenantLimits::Slot& TenantLimits::slot_of(store::TenantId tenant) {
  const auto place = static_cast<std::size_t>(tenant);
  if (place >= kTenantSlots) return beyond_;
  if (Slot* slot = by_tenant_[place].load(std::memory_order_acquire)) return *slot;
  const std::lock_guard lock(mutex_);
  if (Slot* slot = by_tenant_[place].load(std::memory_order_relaxed)) return *slot;
  return make_slot(place, settings_.defaults);
}

TenantLimits::Slot& TenantLimits::make_slot(std::size_t place,
                                            const config::LimitSettings& limits) {
  slots_.push_back(std::make_unique<Slot>(limits));
  by_tenant_[place].store(slots_.back().get(), std::memory_order_release);
  return *slots_.back();
}

}  // namespace host::access
