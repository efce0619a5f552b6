// The route table: every path of the API and who answers it.
#pragma once

#include <atomic>
#include <memory>
#include <vector>

#include "host/access/access.hpp"
#include "host/api/read_pool.hpp"
#include "host/api/system_routes.hpp"
#include "host/dispatch/dispatcher.hpp"
#include "host/http/router.hpp"
#include "host/server/connector_switch.hpp"
#include "host/store/store.hpp"

namespace host::server {

struct RouteParts {
  const access::Access& access;
  store::Store& store;
  api::ReadPool& reads;
  dispatch::Dispatcher& dispatcher;
  const Clock& clock;
  const ConnectorInfos& connectors;
  std::shared_ptr<http::Handler> ingest;
  const std::atomic<bool>& draining;
};

void add_routes(http::Router& router, const RouteParts& parts);

}  // namespace host::server
