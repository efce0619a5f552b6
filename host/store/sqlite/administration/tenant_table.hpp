// The tenants by name. Writer's thread, inside its transaction (WriteScope::database).
#pragma once

#include <cstdint>
#include <string_view>

#include "host/store/records.hpp"
#include "host/store/sqlite/file/database.hpp"

namespace host::store::sqlite {

inline constexpr std::int64_t kTenantsMax = 10'000;
inline constexpr std::size_t kTenantNameMax = 63;

// The tenant of that name; a new name makes a tenant. Errors, for a 422: `tenant_invalid` (names
// are [a-z0-9][a-z0-9-]{0,62}) and `too_many_tenants`.
Result<TenantId> tenant_id_of(Database& database, std::string_view name);

}  // namespace host::store::sqlite
