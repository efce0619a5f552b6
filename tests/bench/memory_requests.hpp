// The questions that memory_figures asks, by kind, each kind with its target.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "tests/bench/memory_corpus.hpp"

namespace bench {

struct MemoryQuestion {
  std::string name;
  double target_ms = 0;  // of the 99th percentile; 0: none
  std::string finds;     // what every right answer holds
  // What turn `i` GETs.
  std::function<std::string(std::uint64_t i)> path;
};

std::vector<MemoryQuestion> memory_questions(const MemoryCorpus& corpus);

}  // namespace bench
