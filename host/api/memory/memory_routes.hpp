// Reading the memory: entries, history (contract 2.3).
#pragma once

#include "host/api/route_table.hpp"

namespace host::api {

void add_memory_routes(RouteTable& table);
void add_entry_write_routes(RouteTable& table);  // entry_write_route.cpp

}  // namespace host::api
