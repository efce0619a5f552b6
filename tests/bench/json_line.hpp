// The line of JSON that a bench program prints and script/bench reads. A line under construction is
// a string that starts with '{'; whoever prints it adds the '}'.
#pragma once

#include <string>
#include <string_view>

#include "tests/bench/histogram.hpp"

namespace bench {

// Appends `"name":number`.
void add_number(std::string& json, std::string_view name, double number, int decimals = 0);

// Appends count, p50, p99, p999 and max, each name after `prefix`; times are microseconds.
void add_latency(std::string& json, const std::string& prefix, const Histogram& latency);

// Processor time of this process so far.
double own_cpu_us();

}  // namespace bench
