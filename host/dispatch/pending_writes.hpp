// PendingWrites: results handed to the store that are not committed yet, as the next events of the
// same connector must see them (contract 2.3, "Reads by connectors").
//
// Thread rule: locks itself; the lane adds and looks up, the store's writer thread forgets.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "host/store/records.hpp"

namespace host::dispatch {

struct PendingWrite {
  store::EventSeq seq;
  store::MemoryWrite write;
};

class PendingWrites {
 public:
  void add(store::TenantId tenant, store::EventSeq seq,
           const std::vector<store::MemoryWrite>& writes);
  void forget(store::TenantId tenant, store::EventSeq seq,
              const std::vector<store::MemoryWrite>& writes);
  // The tenant's newest pending write of a key.
  std::optional<PendingWrite> find(store::TenantId tenant, const std::string& entity_path,
                                   const std::string& key) const;

 private:
  using Key = std::tuple<store::TenantId, std::string, std::string>;
  mutable std::mutex mutex_;
  std::map<Key, PendingWrite> writes_;  // guarded by mutex_
};

}  // namespace host::dispatch
