#include "host/dispatch/pending_writes.hpp"

namespace host::dispatch {

void PendingWrites::add(store::TenantId tenant, store::EventSeq seq,
                        const std::vector<store::MemoryWrite>& writes) {
  const std::lock_guard lock(mutex_);
  for (const store::MemoryWrite& write : writes) {
    writes_.insert_or_assign({tenant, write.entity_path, write.key}, PendingWrite{seq, write});
  }
}

void PendingWrites::forget(store::TenantId tenant, store::EventSeq seq,
                           const std::vector<store::MemoryWrite>& writes) {
  const std::lock_guard lock(mutex_);
  for (const store::MemoryWrite& write : writes) {
    const auto found = writes_.find({tenant, write.entity_path, write.key});
    if (found != writes_.end() && found->second.seq == seq) writes_.erase(found);
  }
}

std::optional<PendingWrite> PendingWrites::find(store::TenantId tenant,
                                                const std::string& entity_path,
                                                const std::string& key) const {
  const std::lock_guard lock(mutex_);
  const auto found = writes_.find({tenant, entity_path, key});
  if (found == writes_.end()) return std::nullopt;
  return found->second;
}

}  // namespace host::dispatch
