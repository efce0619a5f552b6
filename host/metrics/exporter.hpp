// Exporter: everything the host counts, as Prometheus reads it (docs/operators/metrics.md).
//
// Nothing is counted here and nothing twice: at a scrape it reads the atomics that the parts of the
// host keep for themselves, and asks the store what waits. Labels come from closed sets only:
// connectors that are loaded, routes of the table, codes and words of the sources. No tenant, path,
// token, address or event ever becomes one.
//
// Thread rule: one thread, which may wait for a read of the store.
#pragma once

#include <prometheus/metric_family.h>

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "host/access/access.hpp"
#include "host/api/read_pool.hpp"
#include "host/api/system_routes.hpp"
#include "host/dispatch/dispatcher.hpp"
#include "host/http/server.hpp"
#include "host/ingest/stats.hpp"
#include "host/metrics/families.hpp"
#include "host/store/store.hpp"
#include "host/stream/stream_hub.hpp"

namespace host::metrics {

using IngestCounts = std::map<std::string, std::shared_ptr<const ingest::IngestStats>>;

// All outlive the exporter.
struct Sources {
  const http::Server& server;
  const http::Router& router;
  const http::ByteBudget& budget;
  std::size_t connections_max;
  const access::Access& access;
  store::Store& store;
  std::filesystem::path store_file;
  std::uint64_t disk_reserve_bytes;
  api::ReadPool& reads;
  dispatch::Dispatcher& dispatcher;
  stream::StreamHub& streams;
  const api::ConnectorInfos& connectors;
  std::function<IngestCounts()> ingest;  // of the connectors that are loaded
  const Clock& clock;
};

class Exporter {
 public:
  explicit Exporter(Sources sources) : sources_(std::move(sources)) {}

  std::vector<prometheus::MetricFamily> collect() const;
  // The text format, version 0.0.4.
  std::string text() const;

 private:
  std::vector<store::Backlog> backlog() const;

  const Sources sources_;
  mutable std::unique_ptr<store::Reader> reader_;  // opened at the first scrape
};

// The parts of collect().
void add_http_metrics(const Sources& sources, Families& families);
void add_connector_metrics(const Sources& sources, const std::vector<store::Backlog>& backlog,
                           Families& families);
void add_store_metrics(const Sources& sources, Families& families);
void add_process_metrics(Families& families);

}  // namespace host::metrics
