// Reading the memory: entries, history, search (contract 2.3).
#pragma once

#include "host/api/route_table.hpp"

namespace host::api {

void add_memory_routes(RouteTable& table);
void add_search_routes(RouteTable& table);  // search_route.cpp

}  // namespace host::api
