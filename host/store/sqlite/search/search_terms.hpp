// From the words somebody typed to an expression for FTS5. The words are data: the index's own
// tokenizer takes them apart, and only its tokens, which hold no syntax, go into the expression.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "host/store/search.hpp"
#include "host/store/sqlite/search/search_tokens.hpp"

namespace host::store::sqlite {

// A word, a "phrase" or an identifier of several words (`PROJ-123`, `octo/repo`), which is a phrase
// too; a trailing * makes its last word a prefix.
struct SearchTerm {
  std::vector<std::string> tokens;  // at least one
  bool prefix = false;

  bool operator==(const SearchTerm&) const = default;
};

// At most kQueryTermsMax, each once. Empty when the text holds nothing that the index could hold.
std::vector<SearchTerm> search_terms(std::string_view query, const Tokenizer& tokenizer);

// True: the term's tokens stand in `tokens` from `at` on.
bool hits_at(const SearchTerm& term, const std::vector<Token>& tokens, std::size_t at);
bool hits(const SearchTerm& term, const std::vector<Token>& tokens);

// All of `scope`, and all (or, `any`, at least one) of `terms`. The phrases of the expression are
// numbered in this order.
std::string match_expression(const std::vector<std::string>& scope,
                             const std::vector<SearchTerm>& terms, bool any);

}  // namespace host::store::sqlite
