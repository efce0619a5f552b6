// ProcessState: what of its process a library could change and leave changed.
#pragma once

#include <array>
#include <csignal>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace host::validator {

struct ProcessState {
  std::vector<std::string> open_files;  // "7 -> /tmp/x", sorted
  std::size_t threads = 0;
  std::array<sighandler_t, NSIG> handlers{};
  std::size_t children = 0;

  static ProcessState now();
};

// What `after` has that `before` had not, in one sentence; nothing when they are alike.
std::optional<std::string> file_growth(const ProcessState& before, const ProcessState& after);
std::optional<std::string> thread_growth(const ProcessState& before, const ProcessState& after);
std::optional<std::string> handler_change(const ProcessState& before, const ProcessState& after);

// Resident memory in bytes; 0 when the system does not say, or a sanitizer
// makes it meaningless.
std::size_t resident_bytes();

}  // namespace host::validator
