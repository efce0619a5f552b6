// ConnectorReloader: keeps a running host's connectors equal to what is on disk, on a thread of its
// own, so that loading and starting plugin code holds up no request and no other connector's lane.
#pragma once

#include <atomic>
#include <chrono>
#include <thread>

#include "host/connector/catalog.hpp"
#include "host/connector/folder_watch.hpp"
#include "host/server/connector_switch.hpp"

namespace host::server {

// How long a change that nothing announces (a rotated secret file, a network file system) may go
// unseen. With connector::kSettleNs well below the two seconds of contract 6.
inline constexpr std::chrono::milliseconds kLookEvery{1000};

class ConnectorReloader {
 public:
  // `switch_to` must outlive this object.
  ConnectorReloader(connector::CatalogOptions options, ConnectorSwitch& switch_to);
  ~ConnectorReloader() { stop(); }

  // Loads what is there, on the caller's thread; then watches.
  Result<void> start();
  // Lets a loading that is under way end.
  void stop();

 private:
  void run();
  void look();

  connector::FolderWatch watch_;
  connector::Catalog catalog_;
  ConnectorSwitch& switch_;
  bool is_failing_ = false;  // a change could not be made true, and that was logged
  std::atomic<bool> stopping_{false};
  std::thread thread_;
};

}  // namespace host::server
