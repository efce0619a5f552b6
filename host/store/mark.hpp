// Mark: what a value is and how it stands, in two words from fixed lists ("incident:open",
// "pull_request:merged"). Marks are what digests count and speak of: no text from outside ever
// becomes part of one.
#pragma once

#include <string>
#include <string_view>

namespace host::store {

inline constexpr std::string_view kRawMark = "raw";  // of raw entries, which digests leave out
inline constexpr double kRawConfidence = 0.3;        // what they are written with (contract 2.3)

// The kind follows from how a key begins ("pr-7"), the status from the value's own `status` (for
// issues also `status_category`); one that is not in the kind's list is "other". Empty for keys of
// no known kind. `value_json` is valid JSON.
std::string mark_of(std::string_view key, const std::string& value_json);

}  // namespace host::store
