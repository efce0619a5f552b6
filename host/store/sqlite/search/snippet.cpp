#include "host/store/sqlite/search/snippet.hpp"

#include <algorithm>
#include <optional>

#include "host/base/text.hpp"

namespace host::store::sqlite {
namespace {

constexpr std::string_view kOpen = "«";
constexpr std::string_view kClose = "»";
constexpr std::string_view kOpenInText = "‹";
constexpr std::string_view kCloseInText = "›";
constexpr std::string_view kMore = "…";

// How many tokens of a hit begin at `at`; 0: none does.
std::size_t hit_length(const std::vector<SearchTerm>& terms, const std::vector<Token>& tokens,
                       std::size_t at) {
  std::size_t longest = 0;
  for (const SearchTerm& term : terms) {
    if (hits_at(term, tokens, at)) longest = std::max(longest, term.tokens.size());
  }
  return longest;
}

// As it is, but without control characters and without our marks.
void append_plain(std::string& out, std::string_view text) {
  while (!text.empty()) {
    if (text.starts_with(kOpen) || text.starts_with(kClose)) {
      out += text.starts_with(kOpen) ? kOpenInText : kCloseInText;
      text.remove_prefix(kOpen.size());
      continue;
    }
    const auto byte = static_cast<unsigned char>(text.front());
    out += byte < 0x20 || byte == 0x7F ? ' ' : text.front();
    text.remove_prefix(1);
  }
}

}  // namespace

std::string snippet(std::string_view text, const std::vector<SearchTerm>& terms,
                    const Tokenizer& tokenizer) {
  const std::vector<Token> tokens = tokenizer.split(text);
  std::size_t first = 0;
  while (first < tokens.size() && hit_length(terms, tokens, first) == 0) ++first;
  if (first == tokens.size()) first = 0;
  const std::size_t lead = first - std::min(first, kSnippetLeadTokens);
  std::size_t at = lead == 0 ? 0 : tokens[lead].begin;
  const std::size_t end = at + clip(text.substr(at), kSnippetMax).size();
  std::string out(at == 0 ? "" : kMore);
  for (std::size_t i = lead; i < tokens.size();) {
    const std::size_t length = hit_length(terms, tokens, i);
    if (length == 0) {
      ++i;
      continue;
    }
    const std::size_t hit_end = tokens[i + length - 1].end;
    if (hit_end > end) break;
    append_plain(out, text.substr(at, tokens[i].begin - at));
    out += kOpen;
    append_plain(out, text.substr(tokens[i].begin, hit_end - tokens[i].begin));
    out += kClose;
    at = hit_end;
    i += length;
  }
  append_plain(out, text.substr(at, end - at));
  if (end < text.size()) out += kMore;
  return out;
}

}  // namespace host::store::sqlite
