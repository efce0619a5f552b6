#include "host/store/sqlite/inbox/claim_move.hpp"

#include <algorithm>

namespace host::store::sqlite {
namespace {

bool before(const std::pair<ClaimKey, Claim>& claim, const ClaimKey& key) {
  return claim.first < key;
}

}  // namespace

ClaimMove::ClaimMove(Database& database, ClaimRuns& runs)
    : runs_(runs),
      writer_(database),
      first_row_(database, "SELECT min(row) FROM recent_claims"),
      drop_rows_(database, "DELETE FROM recent_claims WHERE row<=?1") {}

void ClaimMove::begin(std::vector<std::pair<ClaimKey, Claim>> claims, std::int64_t last_row) {
  claims_ = std::move(claims);
  std::sort(claims_.begin(), claims_.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
  writer_.begin(runs_.new_number(), 0, claims_.size(), runs_.may_filter(0, claims_.size()));
  written_ = {};
  last_row_ = last_row;
}

std::optional<Claim> ClaimMove::find(const ClaimKey& key) const {
  const auto place = std::lower_bound(claims_.begin(), claims_.end(), key, before);
  if (place == claims_.end() || place->first != key) return std::nullopt;
  return place->second;
}

void ClaimMove::slice(std::size_t limit, UnixNs now) {
  if (claims_.empty()) {
    if (dropping_.now) drop_rows(limit);
    return;
  }
  const std::size_t end = std::min(claims_.size(), written_.now + limit);
  for (; written_.now < end; ++written_.now) {
    const auto& [key, claim] = claims_[written_.now];
    if (claim.expires_at > now) writer_.put(key, claim);
  }
  if (end < claims_.size()) return;
  if (auto run = writer_.finish()) runs_.add(std::move(*run));
  dropping_.now = true;
}

// The last of them leaves last: until then no row number is used twice.
void ClaimMove::drop_rows(std::size_t limit) {
  first_row_.bind();
  const std::int64_t first = first_row_.step() ? first_row_.integer(0) : 0;
  first_row_.reset();
  const std::int64_t end = std::min(last_row_, first + static_cast<std::int64_t>(limit));
  drop_rows_.bind(end).run();
  dropping_.now = end < last_row_;
}

void ClaimMove::committed() {
  writer_.committed();
  written_.committed();
  dropping_.committed();
  if (written_.kept == claims_.size()) std::vector<std::pair<ClaimKey, Claim>>().swap(claims_);
}

void ClaimMove::forget() {
  writer_.forget();
  written_.forget();
  dropping_.forget();
  first_row_.reset();
}

}  // namespace host::store::sqlite
