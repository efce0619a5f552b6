#include "host/store/sqlite/search/search_terms.hpp"

#include <algorithm>

namespace host::store::sqlite {
namespace {

constexpr std::string_view kSpaces = " \t\r\n";

// One piece of the query as typed, and where the next begins.
struct Piece {
  std::string_view text;
  bool prefix = false;
  std::size_t next = 0;
};

Piece piece_at(std::string_view query, std::size_t at) {
  Piece piece;
  if (query[at] == '"') {
    const std::size_t end = std::min(query.find('"', at + 1), query.size());
    piece.text = query.substr(at + 1, end - at - 1);
    piece.next = std::min(end + 1, query.size());
    piece.prefix = piece.next < query.size() && query[piece.next] == '*';
    return piece;
  }
  piece.next = std::min(query.find_first_of(" \t\r\n\"", at), query.size());
  piece.text = query.substr(at, piece.next - at);
  piece.prefix = piece.text.back() == '*';
  return piece;
}

}  // namespace

std::vector<SearchTerm> search_terms(std::string_view query, const Tokenizer& tokenizer) {
  std::vector<SearchTerm> out;
  std::size_t at = query.find_first_not_of(kSpaces);
  while (at != std::string_view::npos && out.size() < kQueryTermsMax) {
    const Piece piece = piece_at(query, at);
    SearchTerm term;
    for (Token& token : tokenizer.split(piece.text)) term.tokens.push_back(std::move(token.text));
    term.prefix = piece.prefix;
    if (!term.tokens.empty() && std::find(out.begin(), out.end(), term) == out.end()) {
      out.push_back(std::move(term));
    }
    at = query.find_first_not_of(kSpaces, piece.next);
  }
  return out;
}

bool hits_at(const SearchTerm& term, const std::vector<Token>& tokens, std::size_t at) {
  const std::size_t count = term.tokens.size();
  if (at + count > tokens.size()) return false;
  for (std::size_t i = 0; i + 1 < count; ++i) {
    if (tokens[at + i].text != term.tokens[i]) return false;
  }
  const std::string& last = tokens[at + count - 1].text;
  return term.prefix ? last.starts_with(term.tokens.back()) : last == term.tokens.back();
}

bool hits(const SearchTerm& term, const std::vector<Token>& tokens) {
  for (std::size_t at = 0; at < tokens.size(); ++at) {
    if (hits_at(term, tokens, at)) return true;
  }
  return false;
}

std::string match_expression(const std::vector<std::string>& scope,
                             const std::vector<SearchTerm>& terms, bool any) {
  std::string out;
  for (const std::string& term : scope) {
    out.append(out.empty() ? "scope:\"" : " AND scope:\"").append(term).append("\"");
  }
  const char* join = " AND (";
  for (const SearchTerm& term : terms) {
    out.append(join).append("{path name body}:\"");
    for (const std::string& token : term.tokens) out.append(token).append(" ");
    out.append(term.prefix ? "\"*" : "\"");
    join = any ? " OR " : " AND ";
  }
  if (!terms.empty()) out += ')';
  return out;
}

}  // namespace host::store::sqlite
