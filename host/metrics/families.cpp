#include "host/metrics/families.hpp"

#include <stdexcept>

namespace host::metrics {
namespace {

using prometheus::MetricType;

constexpr double kNsPerSecondReal = 1e9;

}  // namespace

Families& Families::begin(const char* name, const char* help, MetricType type) {
  families_.push_back({name, help, type, {}});
  return *this;
}

Families& Families::counter(const char* name, const char* help) {
  return begin(name, help, MetricType::Counter);
}

Families& Families::gauge(const char* name, const char* help) {
  return begin(name, help, MetricType::Gauge);
}

Families& Families::histogram(const char* name, const char* help) {
  return begin(name, help, MetricType::Histogram);
}

Families& Families::add_number(double value, Labels labels) {
  prometheus::MetricFamily& family = families_.back();
  prometheus::ClientMetric metric;
  metric.label = std::move(labels);
  if (family.type == MetricType::Counter) {
    metric.counter.value = value;
  } else if (family.type == MetricType::Gauge) {
    metric.gauge.value = value;
  } else {
    throw std::logic_error(family.name + " takes durations");
  }
  family.metric.push_back(std::move(metric));
  return *this;
}

// Every bucket is read once, so that the sample agrees with itself while others count.
Families& Families::add(const std::vector<const DurationHistogram*>& durations, Labels labels) {
  prometheus::ClientMetric metric;
  metric.label = std::move(labels);
  prometheus::ClientMetric::Histogram& out = metric.histogram;
  const auto& bounds = DurationHistogram::kBoundsNs;
  for (std::size_t bucket = 0; bucket <= bounds.size(); ++bucket) {
    for (const DurationHistogram* of : durations) out.sample_count += of->count(bucket);
    if (bucket == bounds.size()) break;  // the writer adds le="+Inf" itself
    out.bucket.push_back(
        {out.sample_count, static_cast<double>(bounds[bucket]) / kNsPerSecondReal});
  }
  for (const DurationHistogram* of : durations) {
    out.sample_sum += static_cast<double>(of->sum_ns()) / kNsPerSecondReal;
  }
  families_.back().metric.push_back(std::move(metric));
  return *this;
}

}  // namespace host::metrics
