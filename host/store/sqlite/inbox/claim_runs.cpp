#include "host/store/sqlite/inbox/claim_runs.hpp"

#include <algorithm>

#include "host/store/sqlite/inbox/claim_run_writer.hpp"

namespace host::store::sqlite {
namespace {

constexpr const char* kRemains =
    "SELECT min(run) FROM (SELECT min(run) AS run FROM claims WHERE run>?1 "
    "UNION ALL SELECT min(run) FROM claim_filters WHERE run>?1)";
constexpr std::string_view kBehindAllKeys =
    "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF";
static_assert(kBehindAllKeys.size() > kClaimKeySize);

}  // namespace

ClaimRuns::ClaimRuns(Database& database, std::size_t filter_bytes_max)
    : database_(database),
      filter_bytes_max_(filter_bytes_max),
      find_(database, "SELECT seq, expires_at FROM claims WHERE run=?1 AND key=?2 AND endpoint=?3"),
      list_(database, "INSERT INTO claim_runs VALUES(?1, ?2, ?3, ?4, ?5)"),
      unlist_(database, "DELETE FROM claim_runs WHERE run=?1"),
      bound_(database, "SELECT key FROM claims WHERE run=?1 ORDER BY key LIMIT 1 OFFSET ?2"),
      drop_rows_(database, "DELETE FROM claims WHERE run=?1 AND key<=?2"),
      drop_parts_(database,
                  "DELETE FROM claim_filters WHERE run=?1 AND part<"
                  "(SELECT min(part) FROM claim_filters WHERE run=?1)+?2") {
  load();
  find_remains();
}

// Small runs first: their filters must fit.
void ClaimRuns::load() {
  Statement directory(database_,
                      "SELECT run, level, claims, expires_at, filter_blocks FROM claim_runs "
                      "ORDER BY level, run");
  while (directory.step()) {
    ClaimRun run{directory.integer(0), static_cast<int>(directory.integer(1)), directory.integer(2),
                 directory.integer(3), nullptr};
    const auto blocks = static_cast<std::size_t>(directory.integer(4));
    const std::size_t blocks_max = filter_bytes_max_ / ClaimFilter::kBlockBytes;
    if (blocks > 0 && blocks <= blocks_max &&
        may_filter(run.level, blocks * ClaimFilter::kClaimsPerBlock)) {
      run.filter = load_filter(run.number, blocks);
    }
    next_number_ = std::max(next_number_, run.number + 1);
    runs_.push_back(std::move(run));
  }
}

// A filter with a hole would let a key be taken twice: rather none.
std::shared_ptr<const ClaimFilter> ClaimRuns::load_filter(std::int64_t run, std::size_t blocks) {
  const auto filter = std::make_shared<ClaimFilter>(blocks);
  Statement parts(database_, "SELECT part, bits FROM claim_filters WHERE run=?1 ORDER BY part");
  parts.bind(run);
  std::size_t loaded = 0;
  while (parts.step()) {
    const std::string_view bytes = parts.view(1);
    const auto first = static_cast<std::size_t>(parts.integer(0)) * kFilterPartBlocks;
    if (first != loaded || !filter->load(first, bytes)) return nullptr;
    loaded += bytes.size() / ClaimFilter::kBlockBytes;
  }
  return loaded == blocks ? filter : nullptr;
}

void ClaimRuns::find_remains() {
  Statement next(database_, kRemains);
  for (std::int64_t run = 0;; next_number_ = std::max(next_number_, run + 1)) {
    next.bind(run);
    if (!next.step() || next.is_null(0)) return;
    run = next.integer(0);
    const bool counts = std::any_of(runs_.begin(), runs_.end(),
                                    [run](const ClaimRun& other) { return other.number == run; });
    if (!counts) remains_.push_back(run);
  }
}

bool ClaimRuns::may_filter(int level, std::size_t claims) const {
  if (level == 0) return true;
  std::size_t bytes = ClaimFilter::blocks_for(claims) * ClaimFilter::kBlockBytes;
  for (const ClaimRun& run : runs_) bytes += run.filter ? run.filter->size() : 0;
  return bytes <= filter_bytes_max_;
}

std::optional<Claim> ClaimRuns::find(const ClaimKey& key) {
  std::optional<Claim> latest;
  for (const ClaimRun& run : runs_) {
    if (run.filter && !run.filter->may_hold(key)) continue;
    const ClaimKeyBytes bytes(key);
    find_.bind(run.number, Statement::blob(bytes.view()), key.endpoint);
    if (find_.step()) {
      const Claim claim{find_.integer(0), find_.integer(1)};
      if (!latest || claim.expires_at > latest->expires_at) latest = claim;
    }
    find_.reset();
  }
  return latest;
}

void ClaimRuns::add(ClaimRun run) {
  const auto blocks = static_cast<std::int64_t>(run.filter ? run.filter->blocks() : 0);
  list_.bind(run.number, run.level, run.claims, run.expires_at, blocks).run();
  added_.push_back(std::move(run));
}

void ClaimRuns::remove(std::int64_t number) {
  unlist_.bind(number).run();
  removed_.push_back(number);
}

void ClaimRuns::drop(UnixNs now, std::size_t rows_max) {
  for (const ClaimRun& run : runs_) {
    if (run.expires_at <= now) remove(run.number);
  }
  if (!remains_.empty()) drop_slice(rows_max);
}

void ClaimRuns::drop_slice(std::size_t rows_max) {
  const std::int64_t run = remains_.front();
  constexpr std::size_t kClaimsPerPart = kFilterPartBlocks * ClaimFilter::kClaimsPerBlock;
  drop_parts_.bind(run, static_cast<std::int64_t>(1 + rows_max / kClaimsPerPart)).run();
  std::int64_t dropped = database_.changes();
  bound_.bind(run, static_cast<std::int64_t>(rows_max));
  const std::string last = bound_.step() ? bound_.text(0) : std::string(kBehindAllKeys);
  bound_.reset();
  drop_rows_.bind(run, Statement::blob(last)).run();
  dropped += database_.changes();
  remain_gone_ = dropped == 0;
}

void ClaimRuns::committed() {
  if (remain_gone_) remains_.pop_front();
  remain_gone_ = false;
  for (const std::int64_t number : removed_) {
    const auto left = std::remove_if(
        runs_.begin(), runs_.end(), [number](const ClaimRun& run) { return run.number == number; });
    if (left == runs_.end()) continue;  // removed twice: merged and expired
    runs_.erase(left, runs_.end());
    remains_.push_back(number);
  }
  removed_.clear();
  for (ClaimRun& run : added_) runs_.push_back(std::move(run));
  added_.clear();
}

void ClaimRuns::forget() {
  find_.reset();
  bound_.reset();
  remain_gone_ = false;
  removed_.clear();
  added_.clear();
}

}  // namespace host::store::sqlite
