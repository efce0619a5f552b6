#include "host/server/routes.hpp"

#include "host/api/administration/audit_routes.hpp"
#include "host/api/administration/key_routes.hpp"
#include "host/api/events/event_routes.hpp"
#include "host/api/memory/context_routes.hpp"
#include "host/api/memory/memory_routes.hpp"
#include "host/api/memory/outcome_routes.hpp"
#include "host/api/memory/search_route.hpp"
#include "host/api/openapi_routes.hpp"
#include "host/api/overview/briefing_routes.hpp"
#include "host/api/overview/overview_routes.hpp"
#include "host/api/overview/stream_route.hpp"

namespace host::server {

void add_routes(api::RouteTable& table, std::shared_ptr<http::Handler> ingest,
                const api::ConnectorInfos& connectors, const std::atomic<bool>& draining) {
  table.handler("POST", "/webhooks/{connector}", std::nullopt, ingest);
  table.handler("POST", "/webhooks/{connector}/{token}", std::nullopt, std::move(ingest));
  api::add_direct_routes(table);
  api::add_event_routes(table);
  api::add_replay_routes(table);
  api::add_batch_routes(table);
  api::add_context_routes(table);
  api::add_key_routes(table);
  api::add_audit_routes(table);
  api::add_memory_routes(table);
  api::add_overview_routes(table);
  api::add_briefing_routes(table);
  api::add_entry_write_routes(table);
  api::add_outcome_routes(table);
  api::add_verify_routes(table);
  api::add_search_routes(table);
  api::add_stream_routes(table);
  api::add_system_routes(table, connectors, draining);
  api::add_openapi_routes(table);
}

}  // namespace host::server
