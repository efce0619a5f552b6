#include "host/server/monitor.hpp"

#include "host/base/log.hpp"
#include "host/server/listen_url.hpp"

namespace host::server {
namespace {

constexpr std::string_view kMetricsText = "text/plain; version=0.0.4; charset=utf-8";

// Runs on the monitor's only thread, which is the exporter's.
std::shared_ptr<http::Handler> metrics_handler(metrics::Sources sources) {
  auto exporter = std::make_shared<metrics::Exporter>(std::move(sources));
  return http::sync_handler([exporter](const http::Request&) {
    http::Response response = http::text(200, exporter->text());
    response.content_type = kMetricsText;
    response.set_header("Cache-Control", "no-store");
    return response;
  });
}

}  // namespace

Monitor::Monitor(const config::MonitorSettings& settings, metrics::Sources sources,
                 const std::atomic<bool>& draining)
    : settings_(settings), clock_(sources.clock) {
  router_.add("GET", "/health", api::health_handler());
  router_.add("GET", "/ready", api::ready_handler(sources.store, draining));
  router_.add("GET", "/metrics", metrics_handler(std::move(sources)));
}

Result<void> Monitor::start() {
  auto done = listen(settings_.port);
  if (done.has_error() && done.error().code == "port_in_use" && !settings_.is_port_set) {
    done = listen(0);
    if (done.has_value()) {
      log::warn("port {} is in use: metrics are at {}/metrics; set AMFS_MONITOR_PORT",
                settings_.port, url());
    }
    return done;
  }
  if (done.has_value()) log::info("metrics are at {}/metrics", url());
  return done;
}

Result<void> Monitor::listen(std::uint16_t port) {
  http::ServerOptions options;
  options.host = settings_.host;
  options.port = port;
  options.host_setting = "AMFS_MONITOR_HOST (monitor.host)";
  options.port_setting = "AMFS_MONITOR_PORT (monitor.port)";
  options.io_threads = 1;
  options.limits.max_connections = kMonitorConnections;
  server_ = std::make_unique<http::Server>(std::move(options), router_, budget_, clock_);
  return server_->start();
}

std::string Monitor::url() const { return listen_url(settings_.host, server_->port()); }

}  // namespace host::server
