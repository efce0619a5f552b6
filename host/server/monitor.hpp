// Monitor: the address of its own for those who watch the host: GET /metrics, /health and /ready.
// Without keys, so it is for the machine itself unless the operator says otherwise
// (monitor.host); what it says names no tenant, path or secret.
//
// It has one thread, so that a scrape holds up no other request, and asks for no more than
// kMonitorConnections. Thread rule: one thread.
#pragma once

#include <memory>
#include <string>

#include "host/api/system_routes.hpp"
#include "host/config/settings.hpp"
#include "host/http/server.hpp"
#include "host/metrics/exporter.hpp"

namespace host::server {

inline constexpr std::size_t kMonitorConnections = 32;
inline constexpr std::uint64_t kMonitorBytesInFlight = std::uint64_t{1} << 20;

class Monitor {
 public:
  // `draining` as for the API's GET /ready; what `sources` names and `draining` outlive this.
  Monitor(const config::MonitorSettings& settings, metrics::Sources sources,
          const std::atomic<bool>& draining);

  // A port that nobody set and that is taken gives way to one that the system chooses, with a
  // warning in the log. Errors name the setting to change.
  Result<void> start();
  std::string url() const;  // http://HOST:PORT, after start()

 private:
  Result<void> listen(std::uint16_t port);

  const config::MonitorSettings settings_;
  const Clock& clock_;
  http::ByteBudget budget_{kMonitorBytesInFlight};
  http::Router router_;
  std::unique_ptr<http::Server> server_;
};

}  // namespace host::server
