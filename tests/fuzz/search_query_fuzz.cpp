// libs: host_store
// Fuzzes what somebody types into a search: from bytes to an FTS5 expression that an index runs.
//
// Checked on every input: no term lacks a token, FTS5 takes every expression as data, and a snippet
// of the same bytes stays within its bound.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "host/store/sqlite/search/search_terms.hpp"
#include "host/store/sqlite/search/snippet.hpp"

namespace {

using namespace host::store::sqlite;

void require(bool condition) {
  if (!condition) std::abort();
}

struct Index {
  Index() : database(":memory:", Database::Mode::read_write), tokenizer(database) {
    database.execute(
        "CREATE VIRTUAL TABLE entry_text USING fts5("
        "scope, path, name, body, content='', tokenize='unicode61 remove_diacritics 2');"
        "INSERT INTO entry_text(rowid, scope, path, name, body) "
        "VALUES(1, 't1', 'repos/acme/shop', 'pr-42', 'fix the checkout')");
  }
  Database database;
  Tokenizer tokenizer;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static Index index;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto terms = search_terms(text, index.tokenizer);
  require(terms.size() <= host::store::kQueryTermsMax);
  for (const SearchTerm& term : terms) require(!term.tokens.empty());
  for (const bool any : {false, true}) {
    Statement match(index.database, "SELECT rowid FROM entry_text WHERE entry_text MATCH ?1");
    const std::string expression = match_expression({"t1"}, terms, any);
    match.bind(expression);
    while (match.step()) {
    }
  }
  // Marks of three bytes at most around and inside every token, control characters as one space.
  require(snippet(text, terms, index.tokenizer).size() <= 8 * kSnippetMax);
  return 0;
}
