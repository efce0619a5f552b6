#include "host/store/sqlite/file/number_cache.hpp"

#include <utility>

namespace host::store::sqlite {

std::int64_t NumberCache::number(TenantId tenant, const std::string& name, UnixNs now) {
  std::string known = std::to_string(tenant);
  known.append(1, '/').append(name);
  if (const auto found = young_.find(known); found != young_.end()) return found->second;
  if (young_.size() >= kNumbersCachedMax) {
    old_ = std::move(young_);
    young_.clear();
  }
  const auto found = old_.find(known);
  const std::int64_t number = found != old_.end() ? found->second : find_or_make(tenant, name, now);
  young_.emplace(std::move(known), number);
  return number;
}

std::int64_t NumberCache::find_or_make(TenantId tenant, const std::string& name, UnixNs now) {
  find_.bind(tenant, name);
  const std::int64_t number = find_.step() ? find_.integer(0) : 0;
  find_.reset();
  if (number != 0) return number;
  make_.bind(tenant, name, now).run();
  return database_.last_insert_rowid();
}

}  // namespace host::store::sqlite
