#include "host/server/host.hpp"

#include <fmt/format.h>

#include <thread>

#include "host/api/administration/endpoint_routes.hpp"
#include "host/api/overview/stream_route.hpp"
#include "host/base/log.hpp"
#include "host/config/secrets.hpp"
#include "host/server/access_setup.hpp"
#include "host/server/connector_setup.hpp"
#include "host/server/listen_url.hpp"
#include "host/server/routes.hpp"
#include "host/store/sqlite/sqlite_store.hpp"

namespace host::server {
namespace {

constexpr std::chrono::milliseconds kDrainPatience{10'000};
constexpr std::size_t kReadThreads = 2;

std::size_t io_threads(const config::Settings& settings) {
  const unsigned cores = std::max(1U, std::thread::hardware_concurrency());
  return settings.http.io_threads != 0 ? settings.http.io_threads : cores;
}

http::ServerOptions server_options(const config::Settings& settings) {
  http::ServerOptions options;
  options.host = settings.listen.host;
  options.port = settings.listen.port;
  options.io_threads = io_threads(settings);
  options.cors_origins = settings.http.cors_origins;
  options.limits.max_connections = settings.http.max_connections;
  options.limits.header_deadline =
      std::chrono::milliseconds(settings.http.header_timeout_ns / kNsPerMs);
  options.limits.body_deadline =
      std::chrono::milliseconds(settings.http.body_timeout_ns / kNsPerMs);
  options.limits.idle_deadline =
      std::chrono::milliseconds(settings.http.idle_timeout_ns / kNsPerMs);
  return options;
}

}  // namespace

Host::Host(config::Settings settings)
    : settings_(std::move(settings)), budget_(settings_.http.max_bytes_in_flight) {}

Host::~Host() { stop(); }

Result<std::unique_ptr<Host>> Host::start(config::Settings settings, const config::Environment& env,
                                          NewConnectorHook on_new_connector) {
  std::unique_ptr<Host> host(new Host(std::move(settings)));
  if (auto done = host->open_store(); done.has_error()) return done.error();
  if (auto done = host->load_access(); done.has_error()) return done.error();
  if (auto done = host->load_connectors(env, std::move(on_new_connector)); done.has_error())
    return done.error();
  host->add_routes();
  if (auto done = host->listen(); done.has_error()) return done.error();
  return host;
}

Result<void> Host::open_store() {
  store::sqlite::StoreOptions options;
  options.directory = settings_.data_dir.string();
  options.disk_reserve_bytes = static_cast<std::int64_t>(settings_.storage.disk_reserve_bytes);
  auto opened = store::sqlite::open_store(options, clock_);
  if (opened.has_error()) return opened.error();
  store_ = std::move(opened.value());
  streams_ = std::make_unique<stream::StreamHub>(
      *store_, api::entry_text,
      [this](const access::Caller& caller) { return access_->still_admits(caller); });
  dispatcher_ = std::make_unique<dispatch::Dispatcher>(*store_, clock_);
  read_pool_ = std::make_unique<api::ReadPool>(*store_, kReadThreads);
  return {};
}

Result<void> Host::load_access() {
  auto access = set_up_access(settings_, *store_, *read_pool_, clock_);
  if (access.has_error()) return access.error();
  access_ = std::move(access.value());
  const bool open_to_all = !access::is_loopback_host(settings_.listen.host) &&
                           settings_.listen.host != "::1" && !access_->has_configured_keys();
  if (open_to_all && !settings_.auth.allow_unauthenticated) {
    return Error{
        "keys_required",
        fmt::format("refusing to listen on {} without API keys; set AMFS_API_KEYS, or pass "
                    "--allow-unauthenticated if a proxy guards this host",
                    settings_.listen.host)};
  }
  return {};
}

Result<void> Host::load_connectors(const config::Environment& env,
                                   NewConnectorHook on_new_connector) {
  const auto key = config::read_secrets_key(env);
  if (key.has_error()) return key.error();
  if (key.value()) secrets_box_ = std::make_unique<crypto::SealedBox>(key.value()->reveal());
  roster_ = std::make_unique<EndpointRoster>(*store_, endpoints_, *dispatcher_, secrets_box_.get());
  connector::CatalogOptions options = catalog_options(settings_, env, clock_);
  options.on_new_connector = std::move(on_new_connector);
  connector_switch_ =
      std::make_unique<ConnectorSwitch>(*store_, *roster_, *dispatcher_, connector_infos_);
  reloader_ = std::make_unique<ConnectorReloader>(std::move(options), *connector_switch_);
  return reloader_->start();
}

void Host::add_routes() {
  ingest::IngestOptions options;
  options.require_key = settings_.auth.require_key_on_webhooks;
  options.dev = settings_.dev;
  ingest_ = std::make_shared<ingest::IngestHandler>(endpoints_, *access_, *store_, *dispatcher_,
                                                    clock_, options);
  api::RouteTable table(
      router_, api::Parts{*access_, *store_, *read_pool_, *dispatcher_, clock_, *streams_});
  server::add_routes(table, ingest_, connector_infos_, draining_);
  api::add_endpoint_routes(table, {endpoints_, secrets_box_.get(),
                                   [this](store::EndpointId id) { roster_->refresh(id); }});
  routes_ = table.list();
}

Result<void> Host::listen() {
  server_ = std::make_unique<http::Server>(server_options(settings_), router_, budget_, clock_);
  if (settings_.monitor.is_on) {
    monitor_ = std::make_unique<Monitor>(settings_.monitor, metrics_sources(), draining_);
    if (auto done = monitor_->start(); done.has_error()) return done;
  }
  return server_->start();
}

metrics::Sources Host::metrics_sources() {
  return {*server_,
          router_,
          budget_,
          settings_.http.max_connections,
          *access_,
          *store_,
          settings_.data_dir / "amfs.db",
          settings_.storage.disk_reserve_bytes,
          *read_pool_,
          *dispatcher_,
          *streams_,
          connector_infos_,
          [this] { return roster_->stats(); },
          clock_};
}

std::string Host::url() const { return listen_url(settings_.listen.host, server_->port()); }

void Host::stop() {
  if (std::exchange(stopped_, true)) return;
  draining_.store(true);
  if (reloader_) reloader_->stop();
  if (ingest_) ingest_->stop_accepting();
  if (streams_) streams_->stop();
  if (server_ && !server_->drain(kDrainPatience))
    log::warn("some requests were cut off at the stop");
  monitor_.reset();  // said "not ready" until now
  if (read_pool_) read_pool_->stop();
  if (dispatcher_) dispatcher_->stop();
  if (store_) store_->close();
  server_.reset();
}

}  // namespace host::server
