// Prefixes that are too wide for the index: FTS5 gathers every match of a prefix before it gives
// the first, which takes a second for `a*` in a million entries. How much it would read can be
// told from where the prefix begins and ends in each segment of the index.
#pragma once

#include <string>

#include "host/store/sqlite/file/database.hpp"

namespace host::store::sqlite {

inline constexpr std::int64_t kPrefixPagesMax = 24;  // some 20 000 occurrences, about 5 ms

// `prefix` is a token.
bool is_wide_prefix(Database& database, const std::string& prefix);

}  // namespace host::store::sqlite
