// GET /stream: what is written, as server-sent events (contract 2.3).
#pragma once

#include <string>

#include "host/api/route_table.hpp"

namespace host::api {

void add_stream_routes(RouteTable& table);

// An entry as every other route shows it: what the hub sends.
std::string entry_text(const store::Entry& entry);

}  // namespace host::api
