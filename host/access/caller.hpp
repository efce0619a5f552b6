// Caller: who a request comes from, once it was let in.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "host/access/scopes.hpp"
#include "host/store/records.hpp"

namespace host::access {

struct LiveKey;

struct Caller {
  store::TenantId tenant = store::kDefaultTenant;
  ScopeSet scopes = 0;
  std::string name;                    // as the audit shows it; never a key
  bool is_operator = false;            // of the whole host: may administer other tenants
  std::shared_ptr<const LiveKey> key;  // a stored one; none for the operator's and for loopback

  bool may(Scope scope) const { return (scopes & bit(scope)) != 0; }
  // Whose things this caller may administer; nothing: everybody's.
  std::optional<store::TenantId> administers() const {
    return is_operator ? std::nullopt : std::optional(tenant);
  }
};

}  // namespace host::access
