// ClaimMerge: keeps the runs few. As soon as kMergedRuns of one level are there, the oldest of them
// become one run of the next level, a slice per transaction; expired claims stay behind. The last
// slice puts the new run into the directory in place of the old ones. A merge that a kill
// interrupts begins anew.
//
// Merged runs that have a filter are left alone: they cost a look-up next to nothing, and the
// filter of all of them together would need their memory twice. Thread rule: as ClaimRuns.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "host/store/sqlite/inbox/claim_run_writer.hpp"

namespace host::store::sqlite {

inline constexpr std::size_t kMergedRuns = 16;
inline constexpr int kTopLevel = 2;  // such runs are not merged again

class ClaimMerge {
 public:
  ClaimMerge(Database& database, ClaimRuns& runs, std::size_t merged_runs = kMergedRuns);

  // Begins a merge when one is due. Between transactions; touches no page.
  void begin_if_due();
  void slice(std::size_t limit, UnixNs now);  // reads up to `limit` claims
  void committed();
  void forget();

 private:
  // One run's claims from the merge's position on.
  struct Input {
    explicit Input(Database& database);
    void next();
    Statement rows;
    std::int64_t run = 0;
    bool there = false;
    ClaimKey key;
    Claim claim;
  };
  void begin(int level, const std::vector<const ClaimRun*>& due);
  void seek(const ClaimKeyBytes& position);
  void reset();
  const Input* least() const;
  std::size_t pass(const ClaimKey& key);
  bool read(std::size_t limit, UnixNs now);
  void finish();

  ClaimRuns& runs_;
  ClaimRunWriter writer_;
  std::vector<Input> inputs_;    // prepared once: as many as are merged together
  Progress<bool> active_;        // a merge is under way
  Progress<ClaimKey> position_;  // the last key that is done
  std::vector<std::pair<ClaimKey, Claim>> slice_;
};

}  // namespace host::store::sqlite
