// " (did you mean "x"?)" for the middle of a message: ours end with the next command to run.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "host/config/nearest.hpp"

namespace host::cli {

inline std::string nearest_text(std::string_view word, const std::vector<std::string>& known) {
  const auto found = config::nearest(word, known);
  return found ? " (did you mean \"" + *found + "\"?)" : "";
}

}  // namespace host::cli
