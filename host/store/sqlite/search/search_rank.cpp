#include "host/store/sqlite/search/search_rank.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <limits>

#include "host/store/sqlite/search/search_tokens.hpp"

namespace host::store::sqlite {
namespace {

// What a hit counts, by column of entry_text: scope, path, name, body.
constexpr std::array<float, 4> kColumnWeights{0, 2, 3, 1};
// BM25's usual constants: how soon repetition stops to count, and how much length does.
constexpr float kSaturation = 1.2F;
constexpr float kLengthShare = 0.75F;
constexpr double kRecencyHalfLifeNs = 30.0 * 24 * 3600 * static_cast<double>(kNsPerSecond);

using Hits = std::array<float, kQueryTermsMax>;

// Tokens of this row in proportion to the average one.
int relative_length(const Fts5ExtensionApi& api, Fts5Context* match, float& out) {
  sqlite3_int64 rows = 0;
  sqlite3_int64 total = 0;
  int size = 0;
  int code = api.xRowCount(match, &rows);
  if (code == SQLITE_OK) code = api.xColumnTotalSize(match, -1, &total);
  if (code == SQLITE_OK) code = api.xColumnSize(match, -1, &size);
  out = total > 0 ? static_cast<float>(size) * static_cast<float>(rows) / static_cast<float>(total)
                  : 1.0F;
  return code;
}

int weigh_hits(const Fts5ExtensionApi& api, Fts5Context* match, int first, Hits& hits) {
  int count = 0;
  int code = api.xInstCount(match, &count);
  for (int i = 0; i < count && code == SQLITE_OK; ++i) {
    int phrase = 0;
    int column = 0;
    int offset = 0;
    code = api.xInst(match, i, &phrase, &column, &offset);
    const auto term = static_cast<std::size_t>(phrase - first);
    if (code == SQLITE_OK && phrase >= first && term < hits.size()) {
      hits[term] += kColumnWeights[static_cast<std::size_t>(column) % kColumnWeights.size()];
    }
  }
  return code;
}

void term_fit(const Fts5ExtensionApi* api, Fts5Context* match, sqlite3_context* result, int count,
              sqlite3_value** values) {
  const int first = count > 0 ? sqlite3_value_int(values[0]) : 0;
  const int terms = std::clamp(api->xPhraseCount(match) - first, 0, int{kQueryTermsMax});
  Hits hits{};
  float length = 1;
  int code = weigh_hits(*api, match, first, hits);
  if (code == SQLITE_OK) code = relative_length(*api, match, length);
  if (code != SQLITE_OK) return sqlite3_result_error_code(result, code);
  const float damping = kSaturation * (1 - kLengthShare + kLengthShare * length);
  for (float& hit : hits) hit = hit * (kSaturation + 1) / (hit + damping);
  sqlite3_result_blob(result, hits.data(), terms * static_cast<int>(sizeof(float)),
                      SQLITE_TRANSIENT);
}

// A term that few candidates have says more about those that have it.
std::vector<double> term_weights(const std::vector<Candidate>& candidates) {
  std::vector<double> having;
  for (const Candidate& candidate : candidates) {
    having.resize(std::max(having.size(), candidate.term_fit.size()));
    for (std::size_t i = 0; i < candidate.term_fit.size(); ++i) {
      if (candidate.term_fit[i] > 0) having[i] += 1;
    }
  }
  const auto all = static_cast<double>(candidates.size());
  for (double& count : having) count = std::log1p((all - count + 0.5) / (count + 0.5));
  return having;
}

double recency_of(UnixNs written_at, UnixNs now) {
  const auto age = static_cast<double>(std::max<std::int64_t>(now - written_at, 0));
  return std::exp2(-age / kRecencyHalfLifeNs);
}

void score(std::vector<Candidate>& candidates, const SearchQuery& query, UnixNs now) {
  const std::vector<double> weights = term_weights(candidates);
  double best = 0;
  for (Candidate& candidate : candidates) {
    double& text = candidate.score.text;
    for (std::size_t i = 0; i < candidate.term_fit.size(); ++i) {
      text += weights[i] * static_cast<double>(candidate.term_fit[i]);
    }
    best = std::max(best, text);
  }
  for (Candidate& candidate : candidates) {
    SearchScore& score = candidate.score;
    score.text = best > 0 ? score.text / best : 0;
    score.recency = recency_of(candidate.written_at, now);
    score.confidence = std::clamp(candidate.confidence, 0.0, 1.0);
    score.total = query.weights.text * score.text + query.weights.recency * score.recency +
                  query.weights.confidence * score.confidence;
  }
}

double sort_key(const Candidate& candidate, SearchOrder order) {
  switch (order) {
    case SearchOrder::confidence:
      return candidate.confidence;
    case SearchOrder::recency:
      return 0;  // the newer id decides
    case SearchOrder::version:
      return static_cast<double>(candidate.version);
    case SearchOrder::relevance:
    case SearchOrder::priority:
      break;
  }
  return candidate.score.total;
}

}  // namespace

void add_term_fit(Database& database) {
  fts5_api& api = full_text_api(database);
  const int code = api.xCreateFunction(&api, "term_fit", nullptr, term_fit, nullptr);
  if (code != SQLITE_OK) database.fail(code, "adding term_fit()");
}

std::vector<float> read_term_fit(std::string_view blob) {
  std::vector<float> out(blob.size() / sizeof(float));
  if (!out.empty()) std::memcpy(out.data(), blob.data(), out.size() * sizeof(float));
  return out;
}

void rank(std::vector<Candidate>& candidates, const SearchQuery& query, UnixNs now) {
  score(candidates, query, now);
  std::sort(candidates.begin(), candidates.end(), [&](const Candidate& a, const Candidate& b) {
    const double left = sort_key(a, query.order);
    const double right = sort_key(b, query.order);
    return left != right ? left > right : a.id > b.id;
  });
}

}  // namespace host::store::sqlite
