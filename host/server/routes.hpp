// The route table: every path of the API and who answers it.
#pragma once

#include <atomic>
#include <memory>

#include "host/api/route_table.hpp"
#include "host/api/system_routes.hpp"

namespace host::server {

// `ingest` answers the webhooks.
void add_routes(api::RouteTable& table, std::shared_ptr<http::Handler> ingest,
                const api::ConnectorInfos& connectors, const std::atomic<bool>& draining);

}  // namespace host::server
