// "Did you mean …": the known word closest to a mistyped one.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace host::config {

// The word with the smallest edit distance (a swap of neighbours counts once), if it is close
// enough to be a plausible slip of the pen: at most a third of the longer word's length.
std::optional<std::string> nearest(std::string_view word, const std::vector<std::string>& known);

// "; did you mean \"x\"?" or an empty string: ready to append to an error message.
std::string did_you_mean(std::string_view word, const std::vector<std::string>& known);

}  // namespace host::config
