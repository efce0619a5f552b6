// Statistics, entities, agents and their timelines: counted by the store, never by a query.
#pragma once

#include "host/api/route_table.hpp"

namespace host::api {

void add_overview_routes(RouteTable& table);

// Its parts.
void add_stats_route(RouteTable& table);
void add_timeline_route(RouteTable& table);

}  // namespace host::api
