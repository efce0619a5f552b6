#include "host/store/sqlite/inbox/claim_table.hpp"

#include <algorithm>

namespace host::store::sqlite {

ClaimTable::ClaimTable(Database& database, const ClaimLimits& limits)
    : database_(database),
      recent_max_(limits.recent),
      append_(database,
              "INSERT INTO recent_claims(endpoint, key, seq, expires_at) "
              "VALUES(?1, ?2, ?3, ?4)"),
      runs_(database, limits.filter_bytes),
      move_(database, runs_),
      merge_(database, runs_, limits.merged_runs) {
  load();
}

// In the order they were taken: where a key comes twice, the later claim holds. Rows that a kill
// kept from leaving are in a run already: the same claims, which merge again.
void ClaimTable::load() {
  Statement all(database_,
                "SELECT endpoint, key, seq, expires_at, row FROM recent_claims ORDER BY row");
  while (all.step()) {
    recent_.insert_or_assign(claim_key(all.view(1), all.integer(0)),
                             Claim{all.integer(2), all.integer(3)});
    last_row_.now = last_row_.kept = all.integer(4);
  }
}

// The latest claim of a key decides: when it has expired, all before it have.
std::optional<EventSeq> ClaimTable::holder(EndpointId endpoint, std::string_view key, UnixNs now) {
  const ClaimKey wanted = claim_key(key, endpoint);
  std::optional<Claim> claim;
  if (const auto recent = recent_.find(wanted); recent != recent_.end()) {
    claim = recent->second;
  } else {
    claim = move_.find(wanted);
    if (!claim) claim = runs_.find(wanted);
  }
  if (!claim || claim->expires_at <= now) return std::nullopt;
  return claim->seq;
}

void ClaimTable::take(EndpointId endpoint, std::string_view key, EventSeq holder,
                      UnixNs expires_at) {
  append_.bind(endpoint, Statement::blob(key), holder, expires_at).run();
  last_row_.now = database_.last_insert_rowid();
  const Claim claim{holder, expires_at};
  const auto [place, is_new] = recent_.try_emplace(claim_key(key, endpoint), claim);
  undo_.emplace_back(place->first, is_new ? std::nullopt : std::optional<Claim>(place->second));
  place->second = claim;
}

void ClaimTable::tidy(UnixNs now) {
  const std::size_t taken = undo_.size();
  const std::size_t rows =
      taken == 0 ? kRowsWhenIdle : std::min(kRowsPerTake * taken, kTidySliceMax);
  move_.slice(rows, now);
  merge_.slice(rows, now);
  runs_.drop(now, rows);
}

// Nothing here may fail: what is committed must not be applied again.
void ClaimTable::committed() {
  undo_.clear();
  last_row_.committed();
  runs_.committed();
  move_.committed();
  merge_.committed();
  if (recent_.size() >= recent_max_ && !move_.busy()) begin_move();
  merge_.begin_if_due();
}

void ClaimTable::begin_move() {
  move_.begin({recent_.begin(), recent_.end()}, last_row_.kept);
  recent_.clear();
}

void ClaimTable::forget() {
  for (auto change = undo_.rbegin(); change != undo_.rend(); ++change) {
    if (change->second) {
      recent_.insert_or_assign(change->first, *change->second);
    } else {
      recent_.erase(change->first);
    }
  }
  undo_.clear();
  last_row_.forget();
  runs_.forget();
  move_.forget();
  merge_.forget();
}

}  // namespace host::store::sqlite
