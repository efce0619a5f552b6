// The two small JSON lists that lie in text columns: lists of strings (pattern_refs) and lists of
// pairs (duplicate_log). Written and read only here.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace host::store::sqlite {

std::string write_list(const std::vector<std::string>& items);  // "[]" when empty
std::vector<std::string> read_list(const std::string& json);

// Adds ["first","second"] at the end and drops from the front beyond `size_max` pairs.
std::string push_pair(const std::string& json, std::string_view first, std::string_view second,
                      std::size_t size_max);

}  // namespace host::store::sqlite
