#include "host/store/sqlite/inbox/claim_run_writer.hpp"

#include <algorithm>

namespace host::store::sqlite {

ClaimRunWriter::ClaimRunWriter(Database& database)
    : put_row_(database, "INSERT INTO claims VALUES(?1, ?2, ?3, ?4, ?5)"),
      put_part_(database, "INSERT INTO claim_filters VALUES(?1, ?2, ?3)") {}

void ClaimRunWriter::begin(std::int64_t number, int level, std::size_t claims_max,
                           bool with_filter) {
  number_ = number;
  level_ = level;
  filter_.reset();
  if (with_filter) filter_ = std::make_shared<ClaimFilter>(ClaimFilter::blocks_for(claims_max));
  done_ = {};
}

void ClaimRunWriter::put(const ClaimKey& key, const Claim& claim) {
  const ClaimKeyBytes bytes(key);
  put_row_.bind(number_, Statement::blob(bytes.view()), key.endpoint, claim.seq, claim.expires_at)
      .run();
  ++done_.now.claims;
  done_.now.expires_at = std::max(done_.now.expires_at, claim.expires_at);
  if (!filter_) return;
  filter_->add(key);
  // Keys rise: no later one gets into a block before this one's.
  const std::size_t ready = filter_->block_of(key);
  store_parts(ready - ready % kFilterPartBlocks);
}

void ClaimRunWriter::store_parts(std::size_t ready) {
  while (done_.now.blocks < ready) {
    const std::string_view bytes = filter_->bytes(done_.now.blocks, kFilterPartBlocks);
    const auto part = static_cast<std::int64_t>(done_.now.blocks / kFilterPartBlocks);
    put_part_.bind(number_, part, Statement::blob(bytes)).run();
    done_.now.blocks += bytes.size() / ClaimFilter::kBlockBytes;
  }
}

std::optional<ClaimRun> ClaimRunWriter::finish() {
  if (done_.now.claims == 0) return std::nullopt;
  if (filter_) store_parts(filter_->blocks());
  return ClaimRun{number_, level_, done_.now.claims, done_.now.expires_at, filter_};
}

}  // namespace host::store::sqlite
