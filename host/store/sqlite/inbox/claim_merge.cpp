#include "host/store/sqlite/inbox/claim_merge.hpp"

namespace host::store::sqlite {

ClaimMerge::ClaimMerge(Database& database, ClaimRuns& runs, std::size_t merged_runs)
    : runs_(runs), writer_(database) {
  for (std::size_t i = 0; i < merged_runs; ++i) inputs_.emplace_back(database);
}

ClaimMerge::Input::Input(Database& database)
    : rows(database,
           "SELECT key, endpoint, seq, expires_at FROM claims "
           "WHERE run=?1 AND (key, endpoint)>(?2, ?3) ORDER BY key, endpoint") {}

void ClaimMerge::Input::next() {
  there = rows.step();
  if (!there) return;
  key = claim_key(rows.view(0), rows.integer(1));
  claim = {rows.integer(2), rows.integer(3)};
}

void ClaimMerge::begin_if_due() {
  for (int level = 0; level < kTopLevel && !active_.kept; ++level) {
    std::vector<const ClaimRun*> due;
    for (const ClaimRun& run : runs_.all()) {
      const bool stays = level > 0 && run.filter;
      if (run.level == level && !stays && due.size() < inputs_.size()) due.push_back(&run);
    }
    if (due.size() == inputs_.size()) begin(level + 1, due);
  }
}

void ClaimMerge::begin(int level, const std::vector<const ClaimRun*>& due) {
  std::size_t claims = 0;
  for (std::size_t i = 0; i < due.size(); ++i) {
    claims += static_cast<std::size_t>(due[i]->claims);
    inputs_[i].run = due[i]->number;
  }
  writer_.begin(runs_.new_number(), level, claims, runs_.may_filter(level, claims));
  position_ = {};
  active_ = {true, true};
}

void ClaimMerge::slice(std::size_t limit, UnixNs now) {
  if (!active_.now) return;
  const bool more = read(limit, now);
  for (const auto& [key, claim] : slice_) writer_.put(key, claim);
  if (more) return;
  if (auto run = writer_.finish()) runs_.add(std::move(*run));
  for (const Input& input : inputs_) runs_.remove(input.run);
  active_.now = false;
}

// Fills slice_; false: these are the last claims. All is read before any is written: a write to the
// tree makes every open row of it seek its place anew.
bool ClaimMerge::read(std::size_t limit, UnixNs now) {
  slice_.clear();
  const ClaimKeyBytes position(position_.now);  // bound until reset()
  seek(position);
  const Input* next = least();
  for (std::size_t passed = 0; next != nullptr && passed < limit; next = least()) {
    const ClaimKey key = next->key;
    if (next->claim.expires_at > now) slice_.emplace_back(key, next->claim);
    passed += pass(key);
    position_.now = key;
  }
  const bool more = next != nullptr;
  reset();
  return more;
}

void ClaimMerge::seek(const ClaimKeyBytes& position) {
  for (Input& input : inputs_) {
    input.rows.bind(input.run, Statement::blob(position.view()), position_.now.endpoint);
    input.next();
  }
}

// An open row would also keep checkpoints from completing.
void ClaimMerge::reset() {
  for (Input& input : inputs_) input.rows.reset();
}

// The next key's claim that expires last: the one that holds.
const ClaimMerge::Input* ClaimMerge::least() const {
  const Input* least = nullptr;
  for (const Input& input : inputs_) {
    if (!input.there) continue;
    if (least == nullptr || input.key < least->key ||
        (input.key == least->key && input.claim.expires_at > least->claim.expires_at)) {
      least = &input;
    }
  }
  return least;
}

std::size_t ClaimMerge::pass(const ClaimKey& key) {
  std::size_t passed = 0;
  for (Input& input : inputs_) {
    if (!input.there || input.key != key) continue;
    input.next();
    ++passed;
  }
  return passed;
}

void ClaimMerge::committed() {
  writer_.committed();
  position_.committed();
  active_.committed();
}

void ClaimMerge::forget() {
  writer_.forget();
  position_.forget();
  active_.forget();
  reset();
}

}  // namespace host::store::sqlite
