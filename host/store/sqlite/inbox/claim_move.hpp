// ClaimMove: recent claims on their way from memory into a run, a slice per transaction. They stay
// here, and in `recent_claims`, until the run counts; only then do their rows leave, in slices too.
// Thread rule: as ClaimRuns.
#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "host/store/sqlite/inbox/claim_run_writer.hpp"

namespace host::store::sqlite {

class ClaimMove {
 public:
  ClaimMove(Database& database, ClaimRuns& runs);

  bool busy() const { return !claims_.empty() || dropping_.kept; }
  // Between transactions: what is rolled back must never get into a run. Nothing may be under way.
  // The claims, one for each key, are all that `recent_claims` holds up to `last_row`.
  void begin(std::vector<std::pair<ClaimKey, Claim>> claims, std::int64_t last_row);
  std::optional<Claim> find(const ClaimKey& key) const;

  void slice(std::size_t limit, UnixNs now);
  void committed();
  void forget();

 private:
  void drop_rows(std::size_t limit);

  ClaimRuns& runs_;
  ClaimRunWriter writer_;
  Statement first_row_, drop_rows_;
  std::vector<std::pair<ClaimKey, Claim>> claims_;  // in the order of keys
  Progress<std::size_t> written_;                   // of claims_
  Progress<bool> dropping_;                         // the run counts, its rows still have to leave
  std::int64_t last_row_ = 0;
};

}  // namespace host::store::sqlite
