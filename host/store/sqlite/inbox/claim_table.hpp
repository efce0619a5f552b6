// ClaimTable: the claims of all endpoints, by key: a log-structured merge tree in the store's file,
// so that claims cost the same however many there are.
//
// Keys are hashes: inserted one by one each would rewrite a random page of a big tree, and looking
// for one that is absent would read one. New claims are rows appended to `recent_claims`, found
// through a map in memory. Once kRecentClaims have come they become a run, written in key order in
// slices (claim_move); runs are found through filters in memory (claim_runs), merged so that they
// stay few (claim_merge), and leave whole when their last claim has expired. All of it lives in the
// file: a claim is durable with its event, and the map is rebuilt at start.
//
// Thread rule: the writer's thread. take() and tidy() run inside its transaction; committed() or
// forget() follows each.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "host/store/sqlite/inbox/claim_merge.hpp"
#include "host/store/sqlite/inbox/claim_move.hpp"
#include "host/store/sqlite/inbox/claim_runs.hpp"

namespace host::store::sqlite {

inline constexpr std::size_t kRecentClaims = 32768;  // then they move; about 4 MiB of memory
inline constexpr std::size_t kRowsPerTake = 4;       // moved, merged, dropped: more than must be
inline constexpr std::size_t kTidySliceMax = 4096;   // of each, in one group: about 5 ms
inline constexpr std::size_t kRowsWhenIdle = 500;    // of each, per tidy() without a take

struct ClaimLimits {
  std::size_t recent = kRecentClaims;
  std::size_t merged_runs = kMergedRuns;
  std::size_t filter_bytes = kClaimFilterBytesMax;
};

class ClaimTable {
 public:
  explicit ClaimTable(Database& database, const ClaimLimits& limits = {});

  // The event that holds this key now; `key` has kClaimKeySize bytes.
  std::optional<EventSeq> holder(EndpointId endpoint, std::string_view key, UnixNs now);
  void take(EndpointId endpoint, std::string_view key, EventSeq holder, UnixNs expires_at);

  void tidy(UnixNs now);  // moves, merges and drops in proportion to what was taken
  void committed();
  void forget();  // after a rollback

  const ClaimRuns& runs() const { return runs_; }

 private:
  struct KeyHash {
    std::size_t operator()(const ClaimKey& key) const {
      return key.high ^ static_cast<std::size_t>(key.endpoint);
    }
  };
  void load();
  void begin_move();

  Database& database_;
  const std::size_t recent_max_;
  Statement append_;
  ClaimRuns runs_;
  ClaimMove move_;
  ClaimMerge merge_;
  std::unordered_map<ClaimKey, Claim, KeyHash> recent_;
  std::vector<std::pair<ClaimKey, std::optional<Claim>>> undo_;  // what this transaction replaced
  Progress<std::int64_t> last_row_;                              // of recent_claims
};

}  // namespace host::store::sqlite
