// Snippet: the part of an entry's text where a search hit it, for people and agents to look at. It
// is text from outside: plain, bounded, without control characters, and « » mark hits only.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "host/store/sqlite/search/search_terms.hpp"

namespace host::store::sqlite {

inline constexpr std::size_t kSnippetMax = 240;       // bytes of the entry's text in it
inline constexpr std::size_t kSnippetTextMax = 8192;  // bytes of an entry looked through
inline constexpr std::size_t kSnippetLeadTokens = 6;  // words before the first hit

// Around the first hit; the beginning of the text when the hit was in path or key.
std::string snippet(std::string_view text, const std::vector<SearchTerm>& terms,
                    const Tokenizer& tokenizer);

}  // namespace host::store::sqlite
