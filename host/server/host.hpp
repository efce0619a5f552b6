// Host: the composition root. Builds every part in order, owns them, stops them in reverse.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "host/access/access.hpp"
#include "host/api/read_pool.hpp"
#include "host/api/system_routes.hpp"
#include "host/base/clock.hpp"
#include "host/config/environment.hpp"
#include "host/config/settings.hpp"
#include "host/crypto/sealed_box.hpp"
#include "host/dispatch/dispatcher.hpp"
#include "host/http/server.hpp"
#include "host/ingest/endpoint.hpp"
#include "host/ingest/ingest_handler.hpp"
#include "host/server/connector_reloader.hpp"
#include "host/server/connector_switch.hpp"
#include "host/server/endpoint_roster.hpp"
#include "host/server/monitor.hpp"
#include "host/store/store.hpp"
#include "host/stream/stream_hub.hpp"

namespace host::server {

using NewConnectorHook = std::function<void(const config::Manifest&)>;

class Host {
 public:
  // Everything up to accepting events, or the first reason why not. `on_new_connector` as in
  // connector::CatalogOptions.
  static Result<std::unique_ptr<Host>> start(config::Settings settings,
                                             const config::Environment& env,
                                             NewConnectorHook on_new_connector = {});
  ~Host();

  std::string url() const;
  // What is served, as /openapi.json must describe it.
  const std::vector<api::RouteInfo>& routes() const { return routes_; }
  const config::Settings& settings() const { return settings_; }

  // Contract: refuse new events, let running requests finish, finish the events under way, write
  // and checkpoint. What is not finished stays in the inbox for the next start.
  void stop();

 private:
  explicit Host(config::Settings settings);
  Result<void> open_store();
  Result<void> load_access();
  Result<void> load_connectors(const config::Environment& env, NewConnectorHook on_new_connector);
  void add_routes();
  Result<void> listen();
  metrics::Sources metrics_sources();

  config::Settings settings_;
  SystemClock clock_;
  http::ByteBudget budget_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<access::Access> access_;
  std::unique_ptr<dispatch::Dispatcher> dispatcher_;
  std::unique_ptr<crypto::SealedBox> secrets_box_;  // null: no key for stored secrets
  ingest::EndpointTable endpoints_;
  std::unique_ptr<EndpointRoster> roster_;
  ConnectorInfos connector_infos_;
  std::unique_ptr<ConnectorSwitch> connector_switch_;
  std::unique_ptr<ConnectorReloader> reloader_;
  std::shared_ptr<ingest::IngestHandler> ingest_;
  std::unique_ptr<api::ReadPool> read_pool_;
  std::unique_ptr<stream::StreamHub> streams_;
  http::Router router_;
  std::vector<api::RouteInfo> routes_;
  std::unique_ptr<http::Server> server_;
  std::unique_ptr<Monitor> monitor_;  // null: off
  std::atomic<bool> draining_{false};
  bool stopped_ = false;
};

}  // namespace host::server
