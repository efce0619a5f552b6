// GET, POST, DELETE /admin/api-keys.
#pragma once

#include "host/api/route_table.hpp"

namespace host::api {

// A tenant's admin has the tenant's own keys only, and gives nobody a scope that its key lacks; the
// operator has those of all tenants, and makes tenants by giving them a key.
void add_key_routes(RouteTable& table);

}  // namespace host::api
