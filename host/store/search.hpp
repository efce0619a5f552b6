// What a search asks for and what it finds. A search looks at the newest matches only (at most
// kSearchCandidatesMax are ranked at a time, within a time budget) and says so when there are more;
// `next` goes on where it stopped.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/store/records.hpp"

namespace host::store {

inline constexpr std::size_t kSearchCandidatesMax = 1000;  // ranked of any number of matches
inline constexpr std::size_t kQueryTermsMax = 32;          // of a query; further ones are ignored

enum class SearchOrder : std::uint8_t {
  relevance,   // text, recency and confidence, weighted
  confidence,  // then the newer one first, as with all orders below
  recency,
  version,
  priority,  // recency and confidence, weighted
};
const char* to_string(SearchOrder order);
std::optional<SearchOrder> parse_search_order(std::string_view text);

// The share of each part in an entry's score; AMFS's own.
struct SearchWeights {
  double text = 0.5;
  double recency = 0.3;
  double confidence = 0.2;
};

// Where a page begins: the matches from `oldest` to `newest` (0: no bound) form the window that is
// ranked; `skip` of them were shown, and `more` says that there are older matches.
struct SearchPosition {
  EntryId newest = 0;
  EntryId oldest = 0;
  std::int64_t skip = 0;
  bool more = false;
};

struct SearchQuery {
  TenantId tenant = kDefaultTenant;
  std::string query;        // words, "phrases", prefix*; anything else is data
  std::string entity_path;  // this path and everything below it; empty = all
  double min_confidence = 0.0;
  double max_confidence = 1.0;
  std::string agent_id;
  std::string pattern_ref;
  std::optional<MemoryType> memory_type;
  UnixNs since = 0;
  SearchOrder order = SearchOrder::confidence;
  SearchWeights weights;
  bool any_term = false;  // after the entries with all terms those with some
  bool snippets = false;
  SearchPosition from;
  std::size_t limit = 100;
};

// Each part 0 to 1; the text's relative to the best of the window.
struct SearchScore {
  double text = 0;
  double recency = 0;
  double confidence = 0;
  double total = 0;  // weighted
};

struct FoundEntry {
  Entry entry;
  SearchScore score;
  std::string snippet;  // with SearchQuery::snippets: plain text, hits between « and »
};

struct SearchResult {
  std::vector<FoundEntry> found;
  bool truncated = false;              // more matched, or may have, than were ranked
  std::optional<SearchPosition> next;  // there is, or may be, another page
};

}  // namespace host::store
