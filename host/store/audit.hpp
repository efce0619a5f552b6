// The audit: who changed what about a tenant. A row is written in the transaction of the change it
// tells of, so neither is ever there without the other.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "host/store/records.hpp"

namespace host::store {

inline constexpr std::int64_t kAuditPerTenantMax = 10'000;  // rows kept; the oldest go
inline constexpr std::size_t kAuditTextMax = 512;           // bytes of each text of a row

using AuditId = std::int64_t;  // grows with time

// What to note. Texts hold no secret; beyond kAuditTextMax they are cut.
struct AuditRecord {
  TenantId tenant = kDefaultTenant;  // whose resource it is
  std::string actor_type;            // operator, api_key
  std::string actor;                 // name of the key that did it
  std::string action;                // key.create, endpoint.revoke, event.replay, …
  std::string resource;              // id of what was changed
  std::string detail;                // for people; may be empty
  std::string address;               // the peer's
};

struct AuditRow {
  AuditId id = 0;
  UnixNs at = 0;
  std::string tenant_name;
  AuditRecord record;
};

struct AuditFilter {
  std::optional<TenantId> tenant;  // nothing: all, for the operator
  std::string action;              // exact; empty = all
  UnixNs since = 0;
  AuditId before = 0;  // cursor; 0 = from the newest
  std::size_t limit = 200;
};

struct AuditPage {
  std::vector<AuditRow> rows;  // newest first
  AuditId next = 0;            // cursor of the next page; 0 = no more
};

}  // namespace host::store
