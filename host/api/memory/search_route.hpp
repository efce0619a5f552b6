// Finding memories: GET and POST /search, POST /retrieve (contract 2.3).
#pragma once

#include "host/api/route_table.hpp"

namespace host::api {

void add_search_routes(RouteTable& table);

}  // namespace host::api
