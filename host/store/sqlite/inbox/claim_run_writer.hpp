// ClaimRunWriter: writes one run at a time, over as many transactions as its maker likes: rows at
// one place of the tree in key order, and parts of the filter as they get ready. The run counts
// only once ClaimRuns::add() put what finish() returns into the directory. Thread rule: as
// ClaimRuns. After a rollback (forget()) the same claims are put again.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "host/store/sqlite/inbox/claim_runs.hpp"

namespace host::store::sqlite {

inline constexpr std::size_t kFilterPartBlocks = 256;  // 16 KiB: the filter of 8192 claims

class ClaimRunWriter {
 public:
  explicit ClaimRunWriter(Database& database);

  // `claims_max` sizes the filter.
  void begin(std::int64_t number, int level, std::size_t claims_max, bool with_filter);
  void put(const ClaimKey& key, const Claim& claim);  // greater than all keys before
  std::optional<ClaimRun> finish();                   // nothing when nothing was put

  void committed() { done_.committed(); }
  void forget() { done_.forget(); }

 private:
  struct Done {
    std::int64_t claims = 0;
    UnixNs expires_at = 0;
    std::size_t blocks = 0;  // of the filter that are in the store
  };
  void store_parts(std::size_t ready);

  Statement put_row_, put_part_;
  std::int64_t number_ = 0;
  int level_ = 0;
  std::shared_ptr<ClaimFilter> filter_;
  Progress<Done> done_;
};

}  // namespace host::store::sqlite
