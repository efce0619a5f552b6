#include "host/metrics/exporter.hpp"

#include <prometheus/text_serializer.h>

#include "host/base/log.hpp"

namespace host::metrics {

std::vector<prometheus::MetricFamily> Exporter::collect() const {
  Families families;
  add_http_metrics(sources_, families);
  add_connector_metrics(sources_, backlog(), families);
  add_store_metrics(sources_, families);
  add_process_metrics(families);
  return families.take();
}

std::string Exporter::text() const { return prometheus::TextSerializer().Serialize(collect()); }

// A store that cannot be read is no reason to say nothing of the rest.
std::vector<store::Backlog> Exporter::backlog() const {
  try {
    if (!reader_) reader_ = sources_.store.open_reader();
    return reader_->backlog();
  } catch (const std::exception& error) {
    log::error("metrics: reading what waits failed: {}", error.what());
    return {};
  }
}

}  // namespace host::metrics
