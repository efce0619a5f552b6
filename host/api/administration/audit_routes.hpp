// GET /admin/audit: who changed what; GET /admin/refusals: what was refused since the start.
#pragma once

#include "host/api/route_table.hpp"

namespace host::api {

// A tenant's admin sees the tenant's own; the operator all of them.
void add_audit_routes(RouteTable& table);

}  // namespace host::api
