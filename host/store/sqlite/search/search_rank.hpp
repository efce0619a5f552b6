// Ranking: how well a match's text fits (BM25 without reading every match: the weight of a term
// comes from the candidates themselves), blended with recency and confidence.
#pragma once

#include <string>
#include <vector>

#include "host/store/search.hpp"
#include "host/store/sqlite/file/database.hpp"

namespace host::store::sqlite {

// One match, with what it is ranked by.
struct Candidate {
  EntryId id = 0;
  double confidence = 0;
  std::int64_t version = 0;
  UnixNs written_at = 0;
  std::vector<float> term_fit;  // per term of the query; empty where no text ranks
  SearchScore score;
};

// Makes the SQL function term_fit(entry_text, N) known to this connection: a blob with one float
// per phrase of the expression after its first N, for read_term_fit(). Once per connection.
void add_term_fit(Database& database);
std::vector<float> read_term_fit(std::string_view blob);

// Scores every candidate and sorts them, best first; of equal ones the newer. Recency counts back
// from `now`.
void rank(std::vector<Candidate>& candidates, const SearchQuery& query, UnixNs now);

}  // namespace host::store::sqlite
