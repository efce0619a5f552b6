#include "host/store/sqlite/memory/recall_log.hpp"

namespace host::store::sqlite {
namespace {

constexpr std::int64_t kBytesPerToken = 4;  // what a language model reads at once, roughly

}  // namespace

std::int64_t RecallLog::add(EntryId entry) {
  const std::lock_guard lock(mutex_);
  const auto found = times_.find(entry);
  if (found != times_.end()) return found->second++;
  if (times_.size() < kRecallsHeldMax) {
    times_.emplace(entry, 1);
  } else {
    add_to(stats_.recalls_dropped);
  }
  return 0;
}

std::vector<Recall> RecallLog::take(std::size_t count_max) {
  const std::lock_guard lock(mutex_);
  std::vector<Recall> out;
  for (auto it = times_.begin(); it != times_.end() && out.size() < count_max;) {
    out.push_back({it->first, it->second});
    it = times_.erase(it);
  }
  return out;
}

RecallWriter::RecallWriter(Database& database, Tally& tally)
    : tally_(tally),
      current_(database,
               "SELECT c.id, c.tenant, c.entity, length(CAST(c.value AS BLOB)) FROM entries r "
               "JOIN entries c ON c.tenant=r.tenant AND c.entity_path=r.entity_path "
               "AND c.key=r.key AND c.current=1 WHERE r.id=?1"),
      count_(database, "UPDATE entries SET recall_count=recall_count+?2 WHERE id=?1") {}

void RecallWriter::write(const std::vector<Recall>& recalls) {
  for (const Recall& recall : recalls) {
    current_.bind(recall.entry);
    if (current_.step()) {
      const EntryId id = current_.integer(0);
      const TenantId tenant = current_.integer(1);
      const EntityNumber entity = current_.integer(2);
      const std::int64_t tokens = current_.integer(3) / kBytesPerToken * recall.times;
      current_.reset();
      count_.bind(id, recall.times).run();
      tally_.recalled(tenant, entity, recall.times, tokens);
    }
    current_.reset();
  }
}

}  // namespace host::store::sqlite
