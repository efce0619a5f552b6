// Full-text search: the user's words become an FTS5 expression that is data only, the newest
// kSearchCandidatesMax matches are filtered and ranked.
#include <algorithm>

#include "host/store/sqlite/memory_writer.hpp"
#include "host/store/sqlite/reader.hpp"

namespace host::store::sqlite {
namespace {

constexpr std::size_t kQueryTermsMax = 32;

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

// One search term: a word or a "phrase", with a trailing * for a prefix. Quoted for FTS5, so that
// no operator of its syntax reaches it.
void add_term(std::string& expression, std::string term, bool prefix) {
  term.erase(std::remove(term.begin(), term.end(), '"'), term.end());
  term.erase(std::remove(term.begin(), term.end(), '\0'), term.end());
  if (term.empty()) return;
  if (!expression.empty()) expression += " AND ";
  expression += "{path name body}:\"" + term + '"';
  if (prefix) expression += '*';
}

std::string match_expression(const std::string& query) {
  std::string expression;
  std::size_t terms = 0;
  for (std::size_t at = 0; at < query.size() && terms < kQueryTermsMax;) {
    if (is_space(query[at])) {
      ++at;
      continue;
    }
    const bool phrase = query[at] == '"';
    const std::size_t begin = phrase ? at + 1 : at;
    std::size_t end = begin;
    while (end < query.size() && (phrase ? query[end] != '"' : !is_space(query[end]))) ++end;
    std::string term = query.substr(begin, end - begin);
    at = phrase ? end + 1 : end;
    bool prefix = false;
    if (phrase && at < query.size() && query[at] == '*') {
      prefix = true;
      ++at;
    } else if (!phrase && term.size() > 1 && term.back() == '*') {
      prefix = true;
      term.pop_back();
    }
    add_term(expression, std::move(term), prefix);
    ++terms;
  }
  return expression;
}

bool under(const std::string& path, const std::string& root) {
  return root.empty() || path == root ||
         (path.size() > root.size() && path.compare(0, root.size(), root) == 0 &&
          path[root.size()] == '/');
}

bool matches(const SearchQuery& query, const Entry& entry) {
  const auto has_ref = [&] {
    return std::find(entry.pattern_refs.begin(), entry.pattern_refs.end(), query.pattern_ref) !=
           entry.pattern_refs.end();
  };
  return entry.current && under(entry.entity_path, query.entity_path) &&
         entry.confidence >= query.min_confidence && entry.confidence <= query.max_confidence &&
         (query.agent_id.empty() || entry.agent_id == query.agent_id) &&
         (!query.memory_type || entry.memory_type == *query.memory_type) &&
         entry.written_at >= query.since && (query.pattern_ref.empty() || has_ref());
}

void rank(std::vector<Entry>& entries, const std::string& sort_by) {
  const auto newer = [](const Entry& a, const Entry& b) { return a.id > b.id; };
  if (sort_by == "recency") {
    std::sort(entries.begin(), entries.end(), newer);
  } else if (sort_by == "version") {
    std::stable_sort(entries.begin(), entries.end(),
                     [](const Entry& a, const Entry& b) { return a.version > b.version; });
  } else {
    std::stable_sort(entries.begin(), entries.end(),
                     [](const Entry& a, const Entry& b) { return a.confidence > b.confidence; });
  }
}

constexpr const char* kByText = "SELECT " AMFS_ENTRY_COLUMNS
                                " FROM entry_text t JOIN entries n ON n.id=t.rowid "
                                "LEFT JOIN events v ON v.seq=n.event_seq "
                                "WHERE entry_text MATCH ?1 ORDER BY t.rowid DESC LIMIT ?2";
constexpr const char* kNewest = "SELECT " AMFS_ENTRY_COLUMNS AMFS_ENTRY_FROM
                                "WHERE n.tenant=?1 AND n.current=1 ORDER BY n.id DESC LIMIT ?2";

}  // namespace

SearchResult SqliteReader::search(const SearchQuery& query) {
  const Snapshot snapshot(database_);
  const std::string expression = match_expression(query.query);
  const std::string scoped = "scope:\"" + scope_term(query.tenant) + "\" AND " + expression;
  const bool by_text = !expression.empty();
  Statement rows(database_, by_text ? kByText : kNewest);
  const auto candidates = static_cast<std::int64_t>(kSearchCandidatesMax) + 1;
  if (by_text) {
    rows.bind(scoped, candidates);
  } else {
    rows.bind(query.tenant, candidates);
  }
  SearchResult out;
  std::size_t seen = 0;
  while (rows.step()) {
    if (++seen > kSearchCandidatesMax) {
      out.truncated = true;
      break;
    }
    Entry entry = read_entry(rows);
    if (matches(query, entry)) out.entries.push_back(std::move(entry));
  }
  rank(out.entries, query.sort_by);
  if (out.entries.size() > query.limit) out.entries.resize(query.limit);
  return out;
}

}  // namespace host::store::sqlite
