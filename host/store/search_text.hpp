// What full-text search finds an entry by: the texts and numbers of its value, without the URLs in
// them and machine-made ids that nobody types, within a bound. Deterministic: the index entry of a
// superseded version is taken out by computing the same text again.
#pragma once

#include <cstdint>
#include <string>

namespace host::store {

// Of the rule below and of everything else that goes into the index (scope_of()): who changes one
// adds 1 here, and every store makes its index anew at its next start.
inline constexpr std::int64_t kSearchTextVersion = 2;

inline constexpr std::size_t kSearchTextMax = 2048;    // bytes per entry, half of it per text
inline constexpr std::size_t kRawSearchTextMax = 512;  // of a raw entry: findable, not dominant

// `json` is valid JSON (a NUL-terminated std::string).
std::string search_text(const std::string& json, std::size_t size_max = kSearchTextMax);

}  // namespace host::store
