// The API's description of itself: /openapi.json for programs, /docs for people, both made from
// docs/openapi.yaml, which is compiled in.
#pragma once

#include "host/api/route_table.hpp"

namespace host::api {

// As JSON, with this host's version. The text is a part of the program: an Error is a defect.
Result<std::string> openapi_json();

void add_openapi_routes(RouteTable& table);

}  // namespace host::api
