#include "host/store/sqlite/file/integrity_check.hpp"

#include <algorithm>

#include "host/crypto/digest.hpp"
#include "host/store/content_hash.hpp"

namespace host::store::sqlite {
namespace {

struct Checked {
  VersionName name;
  std::string hash;   // as stored; computed where the row keeps none
  std::string chain;  // as stored; empty where the row keeps none
  bool corrupted = false;
  bool orphaned = false;
};

class Check {
 public:
  Check(Database& database, EntryRows& rows, IntegrityReport& report)
      : rows_(rows),
        report_(report),
        digest_(database, "SELECT body_digest FROM events WHERE seq=?1") {}

  // Rows come key by key.
  void add(const Statement& row) {
    Checked next;
    next.name = {row.text(1), row.text(2), row.integer(3)};
    bytes_ += row.view(5).size();
    try {
      look_at(rows_.read(row), next);
    } catch (const DatabaseError& error) {
      if (error.code() != SQLITE_CORRUPT) throw;
      next.corrupted = true;  // the stored body cannot be unpacked
      next.hash = row.text(17);
      next.chain = row.text(18);
    }
    key_.push_back(std::move(next));
  }

  bool is_next_key(const Statement& row) const {
    return !key_.empty() &&
           (key_.back().name.key != row.view(2) || key_.back().name.entity_path != row.view(1));
  }

  // The key is complete (or too long for one request).
  void finish_key() {
    if (key_.empty()) return;
    std::sort(key_.begin(), key_.end(), [](const Checked& left, const Checked& right) {
      return left.name.version < right.name.version;
    });
    report_.last = {key_.back().name.entity_path, key_.back().name.key, 0};
    std::string previous;
    std::int64_t version = 0;
    for (Checked& each : key_) {
      const std::string chain = integrity_chain(each.hash, previous);
      const bool broken =
          each.name.version != version + 1 || (!each.chain.empty() && each.chain != chain);
      version = each.name.version;
      previous = each.chain.empty() ? chain : each.chain;
      count(each, broken);
    }
    key_.clear();
  }

  bool has_finished_one() const { return report_.checked > 0; }
  bool is_full() const {
    return bytes_ > kVerifyBytesMax ||
           report_.checked + static_cast<std::int64_t>(key_.size()) >= kVerifyVersionsMax ||
           std::max({report_.corrupted.size(), report_.orphaned.size(),
                     report_.chain_breaks.size()}) >= kVerifyFindingsMax;
  }

 private:
  void look_at(const Entry& entry, Checked& out) {
    out.hash = entry.content_hash;
    out.chain = entry.integrity_chain;
    const std::string computed = content_hash(entry.value_json);
    out.orphaned = entry.event_seq != 0 && entry.event_id.empty();
    out.corrupted = !out.hash.empty() && out.hash != computed;
    if (out.hash.empty()) out.hash = computed;
    if ((entry.flags & kEntryRaw) != 0 && !out.orphaned) {
      out.corrupted = out.corrupted || !body_is_as_received(entry.event_seq);
    }
  }

  bool body_is_as_received(EventSeq seq) {
    const auto body = rows_.body(seq);
    if (!body) return false;
    bytes_ += body->body.size();
    const crypto::Sha256 now = crypto::sha256(body->body);
    digest_.bind(seq);
    bool same = false;
    if (digest_.step()) {
      const std::string_view stored = digest_.view(0);
      same = !stored.empty() && crypto::as_text(now).substr(0, stored.size()) == stored;
    }
    digest_.reset();
    return same;
  }

  void count(const Checked& each, bool broken) {
    ++report_.checked;
    if (each.corrupted) report_.corrupted.push_back(each.name);
    if (each.orphaned) report_.orphaned.push_back(each.name);
    if (broken) report_.chain_breaks.push_back(each.name);
    if (!each.corrupted && !each.orphaned && !broken) ++report_.valid;
  }

  EntryRows& rows_;
  IntegrityReport& report_;
  Statement digest_;
  std::vector<Checked> key_;  // versions of the key at hand
  std::size_t bytes_ = 0;
};

}  // namespace

IntegrityReport check_integrity(Database& database, EntryRows& rows,
                                const IntegrityRequest& request) {
  const Snapshot snapshot(database);
  // Walks entries_key; a row comparison beside the path's equality would read the whole tenant.
  const bool one_path = !request.entity_path.empty();
  const std::string& path = one_path ? request.entity_path : request.after.entity_path;
  const std::string key = request.after.entity_path == path ? request.after.key : std::string();
  Statement versions(
      database, std::string("SELECT " AMFS_ENTRY_COLUMNS AMFS_ENTRY_FROM "WHERE n.tenant=?1 ") +
                    (one_path ? "AND n.entity_path=?2 AND n.key>?3 "
                              : "AND (n.entity_path, n.key) > (?2, ?3) ") +
                    "ORDER BY n.entity_path, n.key, n.current, n.version");
  versions.bind(request.tenant, path, key);
  IntegrityReport report;
  Check check(database, rows, report);
  while (versions.step()) {
    if (check.is_next_key(versions)) check.finish_key();
    if (check.is_full()) {
      report.truncated = true;
      if (check.has_finished_one()) return report;  // the key at hand is the next request's
      break;
    }
    check.add(versions);
  }
  check.finish_key();
  return report;
}

}  // namespace host::store::sqlite
