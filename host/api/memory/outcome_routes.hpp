// Outcomes: what came of acting on memories.
#pragma once

#include "host/api/route_table.hpp"

namespace host::api {

void add_outcome_routes(RouteTable& table);
void add_verify_routes(RouteTable& table);  // verify_route.cpp

}  // namespace host::api
