// Events: list, one, dead letters, replay (contract 2.2), and the direct writes POST /events and
// POST /events/batch (2.1).
#pragma once

#include "host/api/route_table.hpp"

namespace host::api {

void add_event_routes(RouteTable& table);
void add_replay_routes(RouteTable& table);  // replay_route.cpp
void add_direct_routes(RouteTable& table);  // direct_route.cpp
void add_batch_routes(RouteTable& table);   // batch_route.cpp

}  // namespace host::api
