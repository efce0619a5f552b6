// How many machine instructions a piece of code takes: exact, whatever else the machine does, so
// that two runs can be compared where their times cannot.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>

namespace plugin_test {

struct CountedRun {
  std::uint64_t instructions = 0;
  bool result = false;
};

// Steps through `run` in a child process, which starts from a copy of this one: each call meets the
// same heap and caches. Nothing where the system does not let a process trace its child. From a
// process with one thread.
std::optional<CountedRun> count_instructions(const std::function<bool()>& run);

}  // namespace plugin_test
