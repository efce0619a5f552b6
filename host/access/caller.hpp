// Caller: who a request comes from, once it was let in.
#pragma once

#include <cstdint>
#include <string>

#include "host/store/records.hpp"

namespace host::access {

// What a key may do (contract 2.5). operate = payloads, dead letters, replay.
enum class Scope : std::uint8_t { ingest, read, write, operate, admin };

using ScopeSet = std::uint32_t;  // of bit()s

constexpr ScopeSet bit(Scope scope) { return 1U << static_cast<unsigned>(scope); }
inline constexpr ScopeSet kAllScopes = bit(Scope::ingest) | bit(Scope::read) | bit(Scope::write) |
                                       bit(Scope::operate) | bit(Scope::admin);

struct Caller {
  store::TenantId tenant = store::kDefaultTenant;
  ScopeSet scopes = 0;
  std::string name;          // as the audit shows it; never a key
  bool is_operator = false;  // of the whole host: may administer other tenants
  bool may(Scope scope) const { return (scopes & bit(scope)) != 0; }
};

}  // namespace host::access
