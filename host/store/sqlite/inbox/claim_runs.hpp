// ClaimRuns: the runs of claims that count. A run is written once in key order (claim_run_writer)
// and never changed. It counts from the commit of its row in the directory `claim_runs`, and no
// longer once that row is gone: rows of `claims` whose run is not in the directory mean nothing,
// whether a killed process left them half-written or their run was replaced or expired. They leave
// in slices, in key order.
//
// A claim is only taken when its key is free, so of two claims of one key the later one expires
// later: which of the runs is newer need not be known.
// Thread rule: the writer's thread. What changes a run takes place in a transaction; committed() or
// forget() follows.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <vector>

#include "host/store/sqlite/file/database.hpp"
#include "host/store/sqlite/inbox/claim.hpp"
#include "host/store/sqlite/inbox/claim_filter.hpp"

namespace host::store::sqlite {

inline constexpr std::size_t kClaimFilterBytesMax = std::size_t{32} << 20;  // 16 million claims

struct ClaimRun {
  std::int64_t number = 0;
  int level = 0;  // 0: from memory, n: merged n times
  std::int64_t claims = 0;
  UnixNs expires_at = 0;                      // the latest claim
  std::shared_ptr<const ClaimFilter> filter;  // none: look-ups go to the tree, slower
};

class ClaimRuns {
 public:
  // Reads the directory and the filters.
  explicit ClaimRuns(Database& database, std::size_t filter_bytes_max = kClaimFilterBytesMax);

  std::optional<Claim> find(const ClaimKey& key);  // the latest, expired or not
  const std::vector<ClaimRun>& all() const { return runs_; }
  std::int64_t new_number() { return next_number_++; }
  // Small runs always have a filter: they are few. Merged ones while there is memory.
  bool may_filter(int level, std::size_t claims) const;

  void add(ClaimRun run);
  void remove(std::int64_t number);
  void drop(UnixNs now, std::size_t rows_max);  // expired runs; then a slice of what is left behind

  void committed();
  void forget();

 private:
  void load();
  std::shared_ptr<const ClaimFilter> load_filter(std::int64_t run, std::size_t blocks);
  void find_remains();
  void drop_slice(std::size_t rows_max);

  Database& database_;
  const std::size_t filter_bytes_max_;
  Statement find_, list_, unlist_, bound_, drop_rows_, drop_parts_;
  std::vector<ClaimRun> runs_;
  std::int64_t next_number_ = 1;  // never used twice within a process, nor while rows are there

  std::vector<ClaimRun> added_;        // by this transaction
  std::vector<std::int64_t> removed_;  // by this transaction
  std::deque<std::int64_t> remains_;   // not in the directory, but rows of them may be there
  bool remain_gone_ = false;           // this transaction found nothing left of the first
};

}  // namespace host::store::sqlite
