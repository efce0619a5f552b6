// API keys, tenants' names and the audit.
#pragma once

#include <string>
#include <vector>

#include "host/store/audit.hpp"
#include "host/store/records.hpp"

namespace host::store {

inline constexpr std::int64_t kKeysPerTenantMax = 1000;  // not revoked
inline constexpr std::int64_t kKeysMax = 100'000;        // not revoked, of all tenants
inline constexpr std::int64_t kRevokedKeysKept = 1000;   // per tenant, for the list; the oldest go

struct ApiKey {
  std::string id;  // key_…
  TenantId tenant = kDefaultTenant;
  std::string tenant_name;
  std::string name;
  std::string key_type;
  std::string prefix;               // the first characters of the key, to recognise it by
  std::string digest;               // 32 bytes of SHA-256 over the key; the key itself is nowhere
  std::uint32_t scopes = 0;         // access::ScopeSet
  std::int64_t rate_limit_rpm = 0;  // 0 = only the tenant's limit
  UnixNs created_at = 0;
  UnixNs expires_at = 0;    // 0 = never
  UnixNs revoked_at = 0;    // 0 = not
  UnixNs last_used_at = 0;  // to about a minute; 0 = never
};

struct KeyFilter {
  std::optional<TenantId> tenant;  // nothing: all, for the operator
  bool only_unrevoked = false;
  std::int64_t after = 0;  // cursor; 0 = from the oldest
  std::size_t limit = 1000;
};

struct KeyPage {
  std::vector<ApiKey> keys;  // oldest first
  std::int64_t next = 0;     // cursor of the next page; 0 = no more
};

struct Tenant {
  TenantId id = 0;
  std::string name;
};

// Part of a Reader: its thread rule.
class KeyReader {
 public:
  virtual ~KeyReader() = default;
  virtual KeyPage list_keys(const KeyFilter&) = 0;
  virtual std::vector<Tenant> tenants() = 0;
  virtual AuditPage list_audit(const AuditFilter&) = 0;
};

// Part of a Store: callbacks run once, on the writer's thread, when the change is on disk; an empty
// one is fine.
class KeyWrites {
 public:
  virtual ~KeyWrites() = default;

  // With a tenant_name the key is that tenant's, which is made when new; else `tenant`'s. Sets
  // created_at, and the audit's tenant and resource. Errors for a 422: `too_many_keys`,
  // `tenant_invalid`, `too_many_tenants`.
  virtual void create_key(ApiKey, AuditRecord, UniqueFunction<void(Result<ApiKey>)>) = 0;

  // `tenant`: whose key it must be; nothing: anybody's. Error `key_not_found`, the same for a
  // foreign id. Revoking again is no error.
  virtual void revoke_key(std::optional<TenantId> tenant, std::string id, AuditRecord,
                          UniqueFunction<void(Result<ApiKey>)>) = 0;

  // Notes when a key was last used; nobody waits for it.
  virtual void touch_key(std::string id, UnixNs at) = 0;
};

}  // namespace host::store
