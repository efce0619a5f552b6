// Families: the metric families of one scrape, put together one after the other:
//
//   families.counter("amfs_x_total", "What it counts.").add(1, {{"kind", "a"}}).add(2, …);
//
// A family without samples keeps its HELP and TYPE lines, so that every name can be seen at once.
// Label values may be any text (they are escaped); that they are few is the caller's matter.
#pragma once

#include <prometheus/metric_family.h>

#include <atomic>
#include <string>
#include <type_traits>
#include <vector>

#include "host/base/duration_histogram.hpp"

namespace host::metrics {

class Families {
 public:
  using Labels = std::vector<prometheus::ClientMetric::Label>;

  // Names as Prometheus wants them: base units, counters end in _total.
  Families& counter(const char* name, const char* help);
  Families& gauge(const char* name, const char* help);
  Families& histogram(const char* name, const char* help);

  // A sample of the family begun last.
  template <class Number>
  Families& add(Number value, Labels labels = {}) {
    static_assert(std::is_arithmetic_v<Number>);
    return add_number(static_cast<double>(value), std::move(labels));
  }
  template <class Number>
  Families& add(const std::atomic<Number>& value, Labels labels = {}) {
    return add(value.load(std::memory_order_relaxed), std::move(labels));
  }
  // Several are added up: the routes of one kind, say.
  Families& add(const std::vector<const DurationHistogram*>& durations, Labels labels = {});

  std::vector<prometheus::MetricFamily> take() { return std::move(families_); }

 private:
  Families& begin(const char* name, const char* help, prometheus::MetricType type);
  Families& add_number(double value, Labels labels);

  std::vector<prometheus::MetricFamily> families_;
};

}  // namespace host::metrics
