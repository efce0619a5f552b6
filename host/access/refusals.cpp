#include "host/access/refusals.hpp"

namespace host::access {

void Refusals::count(store::TenantId tenant, std::string_view connector, std::string_view code) {
  Kind kind{tenant, connector, code};
  const std::lock_guard lock(mutex_);
  const auto known = counts_.find(kind);
  if (known != counts_.end()) {
    ++known->second;
  } else if (counts_.size() < kRefusalKindsMax) {
    counts_.emplace(std::move(kind), 1);
  } else {
    ++counts_[Kind{0, "", "other"}];
  }
}

std::vector<RefusalCount> Refusals::list() const {
  const std::lock_guard lock(mutex_);
  std::vector<RefusalCount> out;
  out.reserve(counts_.size());
  for (const auto& [kind, count] : counts_) {
    out.push_back({std::get<0>(kind), std::get<1>(kind), std::get<2>(kind), count});
  }
  return out;
}

}  // namespace host::access
