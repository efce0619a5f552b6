#include "host/stream/places.hpp"

namespace host::stream {

struct Place::Book {
  std::mutex mutex;
  std::size_t taken = 0;                              // guarded by mutex
  std::map<store::TenantId, std::size_t> per_tenant;  // guarded by mutex; no zeros
};

Place::~Place() {
  if (!book_) return;  // moved from
  const std::lock_guard lock(book_->mutex);
  --book_->taken;
  const auto mine = book_->per_tenant.find(tenant_);
  if (--mine->second == 0) book_->per_tenant.erase(mine);
}

Places::Places(const StreamLimits& limits)
    : max_(limits.subscribers),
      max_per_tenant_(limits.subscribers_per_tenant),
      book_(std::make_shared<Place::Book>()) {}

std::optional<Place> Places::take(store::TenantId tenant) {
  const std::lock_guard lock(book_->mutex);
  const auto known = book_->per_tenant.find(tenant);
  const std::size_t of_tenant = known == book_->per_tenant.end() ? 0 : known->second;
  if (book_->taken >= max_ || of_tenant >= max_per_tenant_) return std::nullopt;
  ++book_->taken;
  book_->per_tenant[tenant] = of_tenant + 1;
  return Place(book_, tenant);
}

std::size_t Places::taken() const {
  const std::lock_guard lock(book_->mutex);
  return book_->taken;
}

}  // namespace host::stream
