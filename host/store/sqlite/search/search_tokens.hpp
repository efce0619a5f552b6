// Tokenizer: the tokenizer of the search index, for texts that do not go into it: what a query's
// terms are, and where a snippet's hits lie. Thread rule: that of its Database, which it must not
// outlive.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "host/store/sqlite/file/database.hpp"

namespace host::store::sqlite {

inline constexpr const char* kTokenizerName = "unicode61";  // as in schema.cpp

// FTS5's way in for auxiliary functions and tokenizers. Throws DatabaseError without FTS5.
fts5_api& full_text_api(Database& database);

struct Token {
  std::string text;  // folded: lower case, no diacritics
  std::size_t begin = 0;
  std::size_t end = 0;  // bytes of the original
};

class Tokenizer {
 public:
  explicit Tokenizer(Database& database);
  ~Tokenizer();
  Tokenizer(const Tokenizer&) = delete;
  Tokenizer& operator=(const Tokenizer&) = delete;

  std::vector<Token> split(std::string_view text) const;

 private:
  fts5_tokenizer methods_{};
  Fts5Tokenizer* tokenizer_ = nullptr;
};

}  // namespace host::store::sqlite
