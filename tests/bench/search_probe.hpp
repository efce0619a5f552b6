// Measures acknowledged -> searchable: sends an issue whose title holds a word nobody else uses,
// and from the moment of the 2xx asks the search until it finds the word.
#pragma once

#include <atomic>
#include <cstdint>
#include <string_view>

#include "tests/bench/histogram.hpp"
#include "tests/bench/target.hpp"

namespace bench {

struct ProbeReport {
  Histogram delay;  // acknowledged to found
  std::uint64_t not_found = 0;
  std::uint64_t refused = 0;  // the event itself was not answered with 2xx
};

// Probes about every 100 ms until `stop` is set; blocks its thread. Throws std::runtime_error when
// the host does not answer.
ProbeReport run_search_probe(const Target& target, std::string_view path, std::string_view secret,
                             std::uint64_t first_id, const std::atomic<bool>& stop);

}  // namespace bench
