// Notes: POST /context and GET /contexts (contract 2.3).
#pragma once

#include "host/api/route_table.hpp"

namespace host::api {

void add_context_routes(RouteTable& table);

}  // namespace host::api
