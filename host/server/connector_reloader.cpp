#include "host/server/connector_reloader.hpp"

#include "host/base/clock.hpp"
#include "host/base/log.hpp"

namespace host::server {
namespace {

constexpr std::chrono::milliseconds kSettleTime{connector::kSettleNs / kNsPerMs};

}  // namespace

ConnectorReloader::ConnectorReloader(connector::CatalogOptions options, ConnectorSwitch& switch_to)
    : watch_(options.plugins_dir), catalog_(std::move(options)), switch_(switch_to) {}

Result<void> ConnectorReloader::start() {
  if (auto done = switch_.apply(catalog_.start()); done.has_error()) return done.error();
  thread_ = std::thread([this] { run(); });
  return {};
}

void ConnectorReloader::stop() {
  stopping_.store(true);
  watch_.wake();
  if (thread_.joinable()) thread_.join();
}

void ConnectorReloader::run() {
  while (!stopping_.load()) {
    watch_.wait(catalog_.is_settling() ? kSettleTime : kLookEvery);
    if (stopping_.load()) return;
    try {
      look();
    } catch (const std::exception& error) {  // memory, say: the next look sees it all again
      log::error("looking for changed connectors failed: {}", error.what());
    }
  }
}

void ConnectorReloader::look() {
  const auto done = switch_.apply(catalog_.look(monotonic_ns()));
  switch_.release_leftovers();
  if (done.has_error() && !is_failing_)
    log::error("a changed connector must wait: {}", done.error().message);
  is_failing_ = done.has_error();
}

}  // namespace host::server
