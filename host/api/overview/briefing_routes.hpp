// GET /briefing and GET /cortex/digests: what there is to know at once (host/digest).
#pragma once

#include "host/api/route_table.hpp"

namespace host::api {

void add_briefing_routes(RouteTable& table);

}  // namespace host::api
