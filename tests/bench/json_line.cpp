#include "tests/bench/json_line.hpp"

#include <sys/resource.h>

#include <cstdio>

namespace bench {

void add_number(std::string& json, std::string_view name, double number, int decimals) {
  char text[64];
  std::snprintf(text, sizeof text, "%.*f", decimals, number);
  json += (json.back() == '{' ? "\"" : ",\"") + std::string(name) + "\":" + text;
}

void add_latency(std::string& json, const std::string& prefix, const Histogram& latency) {
  const auto us = [](std::int64_t ns) { return static_cast<double>(ns) / 1e3; };
  add_number(json, prefix + "count", static_cast<double>(latency.count()));
  add_number(json, prefix + "p50_us", us(latency.quantile(0.5)), 1);
  add_number(json, prefix + "p99_us", us(latency.quantile(0.99)), 1);
  add_number(json, prefix + "p999_us", us(latency.quantile(0.999)), 1);
  add_number(json, prefix + "max_us", us(latency.max()), 1);
}

double own_cpu_us() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto us = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_usec);
  };
  return us(usage.ru_utime) + us(usage.ru_stime);
}

}  // namespace bench
