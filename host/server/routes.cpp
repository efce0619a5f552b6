#include "host/server/routes.hpp"

#include "host/api/event_routes.hpp"
#include "host/api/memory_routes.hpp"

namespace host::server {

void add_routes(api::RouteTable& table, std::shared_ptr<http::Handler> ingest,
                const api::ConnectorInfos& connectors, const std::atomic<bool>& draining) {
  table.handler("POST", "/webhooks/{connector}", std::nullopt, ingest);
  table.handler("POST", "/webhooks/{connector}/{token}", std::nullopt, std::move(ingest));
  api::add_direct_routes(table);
  api::add_event_routes(table);
  api::add_replay_routes(table);
  api::add_memory_routes(table);
  api::add_search_routes(table);
  api::add_system_routes(table, connectors, draining);
}

}  // namespace host::server
