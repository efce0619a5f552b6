// What full-text search finds an entry by: the texts and numbers of its value, without URLs and
// machine-made ids that nobody types, within a bound. Deterministic: the index entry of a
// superseded version is taken out by computing the same text again, so a change here needs a
// migration that rebuilds the index.
#pragma once

#include <string>

namespace host::store {

inline constexpr std::size_t kSearchTextMax = 2048;    // bytes per entry
inline constexpr std::size_t kRawSearchTextMax = 512;  // of a raw entry: findable, not dominant
inline constexpr std::size_t kSearchTokenMax = 256;    // bytes of one string value that count

// `json` is valid JSON (a NUL-terminated std::string).
std::string search_text(const std::string& json, std::size_t size_max = kSearchTextMax);

}  // namespace host::store
