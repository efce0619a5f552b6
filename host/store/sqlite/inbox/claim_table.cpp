#include "host/store/sqlite/inbox/claim_table.hpp"

#include <algorithm>

// Rows of recent_claims only leave in transactions that also append some, so the highest row always
// stays and row numbers are never used twice.

namespace host::store::sqlite {

ClaimTable::ClaimTable(Database& database, std::size_t recent_max)
    : database_(database),
      recent_max_(recent_max),
      find_(database, "SELECT seq FROM claims WHERE endpoint=?1 AND key=?2 AND expires_at>?3"),
      append_(database,
              "INSERT INTO recent_claims(endpoint, key, seq, expires_at) "
              "VALUES(?1, ?2, ?3, ?4)"),
      put_(database,
           "INSERT INTO claims VALUES(?1, ?2, ?3, ?4) ON CONFLICT(endpoint, key) DO UPDATE SET "
           "seq=excluded.seq, expires_at=excluded.expires_at"),
      drop_recent_(database, "DELETE FROM recent_claims WHERE row<=?1"),
      look_(database,
            "SELECT endpoint, key, expires_at FROM claims WHERE (endpoint, key) > (?1, ?2) "
            "ORDER BY endpoint, key LIMIT ?3"),
      remove_(database, "DELETE FROM claims WHERE endpoint=?1 AND key=?2") {
  load();
}

ClaimTable::Key ClaimTable::key_of(EndpointId endpoint, std::string_view key) {
  Key out{endpoint, 0, 0};
  for (std::size_t i = 0; i < kClaimKeySize && i < key.size(); ++i) {
    std::uint64_t& half = i < kClaimKeySize / 2 ? out.high : out.low;
    half = half << 8U | static_cast<unsigned char>(key[i]);
  }
  return out;
}

ClaimTable::KeyBytes ClaimTable::bytes_of(const Key& key) {
  KeyBytes out{};
  for (std::size_t i = 0; i < kClaimKeySize; ++i) {
    const std::uint64_t half = i < kClaimKeySize / 2 ? key.high : key.low;
    out[i] = static_cast<char>(half >> (56U - 8U * (i % (kClaimKeySize / 2))) & 0xFFU);
  }
  return out;
}

// In the order they were taken: where a key comes twice, the later claim holds.
void ClaimTable::load() {
  Statement all(database_,
                "SELECT row, endpoint, key, seq, expires_at FROM recent_claims "
                "ORDER BY row");
  while (all.step()) {
    recent_.insert_or_assign(key_of(all.integer(1), all.view(2)),
                             Claim{all.integer(3), all.integer(4), all.integer(0)});
    if (dropped_ == 0) dropped_ = dropped_now_ = all.integer(0) - 1;
  }
}

std::optional<EventSeq> ClaimTable::holder(EndpointId endpoint, std::string_view key, UnixNs now) {
  const auto recent = recent_.find(key_of(endpoint, key));
  if (recent != recent_.end()) {
    if (recent->second.expires_at <= now) return std::nullopt;  // the tree's can only be older
    return recent->second.seq;
  }
  find_.bind(endpoint, Statement::blob(key), now);
  std::optional<EventSeq> seq;
  if (find_.step()) seq = find_.integer(0);
  find_.reset();
  return seq;
}

void ClaimTable::take(EndpointId endpoint, std::string_view key, EventSeq holder,
                      UnixNs expires_at) {
  append_.bind(endpoint, Statement::blob(key), holder, expires_at).run();
  const Claim claim{holder, expires_at, database_.last_insert_rowid()};
  const auto [place, is_new] = recent_.try_emplace(key_of(endpoint, key), claim);
  undo_.emplace_back(place->first, is_new ? std::nullopt : std::optional<Claim>(place->second));
  place->second = claim;
}

void ClaimTable::tidy(UnixNs now) {
  const std::size_t taken = undo_.size();
  if (!moving_.empty()) move_slice(std::min(kMovesPerTake * taken, kTidySliceMax), now);
  const std::size_t looks = taken == 0 ? kLooksWhenIdle : kLooksPerTake * taken;
  purge_slice(std::min(looks, kTidySliceMax), now);
}

// Only here, after a commit: a claim that is rolled back must never reach the tree.
void ClaimTable::begin_move() {
  moving_.reserve(recent_.size());
  for (const auto& [key, claim] : recent_) {
    moving_.push_back(key);
    last_row_ = std::max(last_row_, claim.row);
  }
  std::sort(moving_.begin(), moving_.end());
  moved_ = moved_now_ = 0;
}

// First all claims go into the tree; only then do their rows leave.
void ClaimTable::move_slice(std::size_t limit, UnixNs now) {
  const std::size_t end = std::min(moving_.size(), moved_ + limit);
  for (; moved_now_ < end; ++moved_now_) {
    const Key& key = moving_[moved_now_];
    const Claim& claim = recent_.at(key);
    if (claim.row > last_row_ || claim.expires_at <= now) continue;  // taken again: moves next time
    const KeyBytes bytes = bytes_of(key);
    put_.bind(key.endpoint, Statement::blob({bytes.data(), bytes.size()}), claim.seq,
              claim.expires_at)
        .run();
  }
  if (moved_ < moving_.size()) return;  // this transaction moved the last of them, if any
  dropped_now_ = std::min(last_row_, dropped_ + static_cast<std::int64_t>(limit));
  drop_recent_.bind(dropped_now_).run();
}

void ClaimTable::purge_slice(std::size_t limit, UnixNs now) {
  std::vector<Key> expired;
  std::size_t seen = 0;
  Key last = looked_;
  const KeyBytes from = bytes_of(looked_);
  look_.bind(looked_.endpoint, Statement::blob({from.data(), from.size()}),
             static_cast<std::int64_t>(limit));
  for (; look_.step(); ++seen) {
    last = key_of(look_.integer(0), look_.view(1));
    if (look_.integer(2) <= now) expired.push_back(last);
  }
  look_.reset();
  looked_ = seen < limit ? Key{} : last;
  for (const Key& key : expired) {
    const KeyBytes bytes = bytes_of(key);
    remove_.bind(key.endpoint, Statement::blob({bytes.data(), bytes.size()})).run();
  }
}

void ClaimTable::committed() {
  undo_.clear();
  for (; moved_ < moved_now_; ++moved_) {
    const auto place = recent_.find(moving_[moved_]);
    if (place->second.row <= last_row_) recent_.erase(place);
  }
  dropped_ = dropped_now_;
  if (moved_ == moving_.size() && dropped_ >= last_row_) std::vector<Key>().swap(moving_);
  if (moving_.empty() && recent_.size() >= recent_max_) begin_move();
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
  moved_now_ = moved_;
  dropped_now_ = dropped_;
}

}  // namespace host::store::sqlite
