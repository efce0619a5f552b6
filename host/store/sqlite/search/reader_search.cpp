// Search: the index finds, newest first, what has all terms and lies in the scope; rows decide what
// it cannot; the first kSearchCandidatesMax are ranked. Nothing here reads every match.
#include <algorithm>
#include <unordered_set>

#include "host/store/search_text.hpp"
#include "host/store/sqlite/reader.hpp"
#include "host/store/sqlite/search/search_budget.hpp"
#include "host/store/sqlite/search/search_filter.hpp"
#include "host/store/sqlite/search/search_prefix.hpp"
#include "host/store/sqlite/search/search_rank.hpp"
#include "host/store/sqlite/search/search_scope.hpp"
#include "host/store/sqlite/search/snippet.hpp"

namespace host::store::sqlite {
namespace {

constexpr std::size_t kScannedMax = 5000;       // matches whose rows are looked at
constexpr std::size_t kPageBytesMax = 8 << 20;  // of values; the rest is on the next page
constexpr std::int64_t kSearchBudgetNs = 30 * kNsPerMs;
// For the next pages of a window, which must find all of it again.
constexpr std::int64_t kPageBudgetNs = 4 * kSearchBudgetNs;

#define AMFS_MATCHES(FIT)                              \
  "SELECT t.rowid, " FIT ", " AMFS_FILTER_COLUMNS      \
  " FROM entry_text t JOIN entries n ON n.id=t.rowid " \
  "WHERE entry_text MATCH ?1 AND t.rowid>=?2 AND t.rowid<=?3 ORDER BY t.rowid DESC"
constexpr const char* kMatches = AMFS_MATCHES("''");
constexpr const char* kWeighedMatches = AMFS_MATCHES("term_fit(entry_text, ?4)");
constexpr int kFirstFilterColumn = 2;

// What a search works with.
struct Tools {
  Database& database;
  EntryRows& rows;
  const Tokenizer& tokenizer;
};

// The newest matches of one search, up to every bound.
class Window {
 public:
  Window(const Tools& tools, const SearchQuery& query, const std::vector<SearchTerm>& terms)
      : tools_(tools), query_(query) {
    for (const SearchTerm& term : terms) {
      const bool wide = term.prefix && is_wide_prefix(tools_.database, term.tokens.back());
      (wide ? wide_ : terms_).push_back(term);
    }
  }

  void gather() {
    const SearchBudget budget(tools_.database,
                              query_.from.oldest > 0 ? kPageBudgetNs : kSearchBudgetNs);
    try {
      oldest_ = std::max(query_.from.oldest, first_entry_since(tools_.database, query_.since));
      add_matches(false);
      if (query_.any_term && terms_.size() > 1 && !truncated_) add_matches(true);
    } catch (const DatabaseError&) {
      if (!budget.spent()) throw;
      truncated_ = true;
    }
  }

  std::vector<Candidate>& candidates() { return candidates_; }
  bool truncated() const { return truncated_; }
  EntryId oldest_seen() const { return oldest_seen_; }

 private:
  void add_matches(bool any) {
    const std::vector<std::string> scope = scope_of(query_);
    const std::string expression = match_expression(scope, terms_, any);
    const EntryId newest = query_.from.newest > 0 ? query_.from.newest : INT64_MAX;
    const bool weighed = !terms_.empty() && query_.order == SearchOrder::relevance;
    Statement rows(tools_.database, weighed ? kWeighedMatches : kMatches);
    const auto terms_from = static_cast<std::int64_t>(scope.size());
    if (weighed) {
      rows.bind(expression, oldest_, newest, terms_from);
    } else {
      rows.bind(expression, oldest_, newest);
    }
    while (rows.step()) {
      if (candidates_.size() >= kSearchCandidatesMax || ++scanned_ > kScannedMax) {
        truncated_ = true;
        return;
      }
      const EntryId id = rows.integer(0);
      if (passes(query_, rows, kFirstFilterColumn) && (any || has_wide_terms(id)) &&
          ids_.insert(id).second) {
        candidates_.push_back(candidate(rows));
      }
      oldest_seen_ = id;
      if (id == query_.from.oldest) return;  // FTS5 itself would look for the next match first
    }
  }

  static Candidate candidate(const Statement& row) {
    return {row.integer(0),
            row.real(kFirstFilterColumn + FilterColumn::confidence),
            row.integer(kFirstFilterColumn + FilterColumn::version),
            row.integer(kFirstFilterColumn + FilterColumn::written_at),
            read_term_fit(row.view(1)),
            {}};
  }

  // Prefixes that are not asked of the index are looked for in the entry's texts.
  bool has_wide_terms(EntryId id) {
    if (wide_.empty()) return true;
    const auto entry = tools_.rows.by_id(id);
    if (!entry) return false;
    const std::vector<Token> texts[] = {tools_.tokenizer.split(entry->entity_path),
                                        tools_.tokenizer.split(entry->key),
                                        tools_.tokenizer.split(search_text(entry->value_json))};
    return std::all_of(wide_.begin(), wide_.end(), [&](const SearchTerm& term) {
      return std::any_of(std::begin(texts), std::end(texts),
                         [&](const std::vector<Token>& text) { return hits(term, text); });
    });
  }

  const Tools tools_;
  const SearchQuery& query_;
  std::vector<SearchTerm> terms_;  // for the index
  std::vector<SearchTerm> wide_;   // for texts
  std::vector<Candidate> candidates_;
  std::unordered_set<EntryId> ids_;
  EntryId oldest_ = 0;
  EntryId oldest_seen_ = 0;
  std::size_t scanned_ = 0;
  bool truncated_ = false;
};

// Where the page after this one begins, `shown` of the window's candidates being out.
std::optional<SearchPosition> next_page(const SearchQuery& query, Window& window,
                                        std::int64_t shown) {
  const bool more = window.truncated() || query.from.more;
  // The next pages must rank the same window, though entries are written and time runs out.
  SearchPosition next{query.from.newest, query.from.oldest, shown, more};
  if (next.oldest == 0) next.oldest = window.oldest_seen();
  if (shown < static_cast<std::int64_t>(window.candidates().size())) {
    if (next.newest == 0) {
      for (const Candidate& candidate : window.candidates()) {
        next.newest = std::max(next.newest, candidate.id);
      }
    }
    return next;
  }
  if (more && next.oldest > 1) return SearchPosition{next.oldest - 1, 0, 0, false};
  return std::nullopt;
}

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

}  // namespace

SearchResult SqliteReader::search(const SearchQuery& query) {
  const Snapshot snapshot(database_);
  SearchResult out;
  const std::vector<SearchTerm> terms = search_terms(query.query, tokenizer_);
  if (terms.empty() && !is_blank(query.query)) return out;  // only punctuation: matches nothing
  Window window({database_, rows_, tokenizer_}, query, terms);
  window.gather();
  std::vector<Candidate>& candidates = window.candidates();
  rank(candidates, query, database_.query_integer("SELECT amfs_now()"));
  out.truncated = window.truncated() || query.from.more;

  const auto total = static_cast<std::int64_t>(candidates.size());
  std::int64_t at = std::clamp<std::int64_t>(query.from.skip, 0, total);
  const std::int64_t end = std::min(total, at + static_cast<std::int64_t>(query.limit));
  for (std::size_t bytes = 0; at < end && bytes < kPageBytesMax; ++at) {
    const Candidate& candidate = candidates[static_cast<std::size_t>(at)];
    auto entry = rows_.by_id(candidate.id);
    if (!entry) continue;
    bytes += entry->value_json.size();
    FoundEntry found{std::move(*entry), candidate.score, {}};
    if (query.snippets) {
      const std::string text = search_text(found.entry.value_json, kSnippetTextMax);
      found.snippet = snippet(text, terms, tokenizer_);
    }
    out.found.push_back(std::move(found));
  }
  out.next = next_page(query, window, at);
  return out;
}

}  // namespace host::store::sqlite
