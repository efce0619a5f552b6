// The questions that memory_figures and amfs_read_load ask, by kind, each kind with its target.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "tests/bench/http_client.hpp"
#include "tests/bench/memory_corpus.hpp"

namespace bench {

struct MemoryQuestion {
  std::string name;
  double target_ms = 0;  // of the 99th percentile; 0: none
  std::string finds;     // what every right answer holds
  // What turn `i` GETs.
  std::function<std::string(std::uint64_t i)> path;
  bool is_everyday = true;  // false: made to cost the most, not what readers ask all day
};

inline constexpr int kWholePage = 1000;  // what a list without a limit answers
inline constexpr int kAgentPage = 100;   // what an agent reads at once

// `page`: how many entries the lists ask for.
std::vector<MemoryQuestion> memory_questions(const MemoryCorpus& corpus, int page);

// Asks it for turn `i`; throws std::runtime_error when the answer is not a right one.
void ask(HttpClient& client, const MemoryQuestion& question, std::uint64_t i);

}  // namespace bench
