#include "tests/crash/store_audit.hpp"

#include <stdexcept>

namespace crash {
namespace {

struct Rule {
  const char* what;        // is wrong, when `violations` finds any
  const char* violations;  // SQL: how many
};

constexpr Rule kRules[] = {
    {"events without a body",
     "SELECT count(*) FROM events WHERE seq NOT IN (SELECT seq FROM event_bodies)"},
    {"bodies without an event",
     "SELECT count(*) FROM event_bodies WHERE seq NOT IN (SELECT seq FROM events)"},
    {"claims of events that do not exist",
     "SELECT count(*) FROM (SELECT seq FROM claims UNION ALL SELECT seq FROM recent_claims) "
     "WHERE seq NOT IN (SELECT seq FROM events)"},
    {"keys that two events claim",
     "SELECT count(*) FROM (SELECT 1 FROM (SELECT endpoint, key, seq FROM recent_claims UNION "
     "SELECT endpoint, key, seq FROM claims WHERE run IN (SELECT run FROM claim_runs)) "
     "GROUP BY endpoint, key HAVING count(*) > 1)"},
    {"runs of claims that are not whole",
     "SELECT count(*) FROM claim_runs r WHERE r.claims <> "
     "(SELECT count(*) FROM claims c WHERE c.run = r.run)"},
    {"deliveries that were accepted twice",
     "SELECT count(*) FROM (SELECT 1 FROM events GROUP BY endpoint, delivery_id HAVING count(*) > "
     "1)"},
    {"done events with less or more than one entry",
     "SELECT count(*) FROM events e WHERE state = 3 AND "
     "(SELECT count(*) FROM entries n WHERE n.event_seq = e.seq) <> 1"},
    {"entries of events that are not done",
     "SELECT count(*) FROM entries WHERE event_seq NOT IN (SELECT seq FROM events WHERE state = "
     "3)"},
    {"keys without exactly one current version",
     "SELECT count(*) FROM (SELECT 1 FROM entries GROUP BY tenant, entity_path, key "
     "HAVING sum(current) <> 1)"},
    {"difference between current entries and the search index",
     "SELECT abs((SELECT count(*) FROM entries WHERE current = 1) - "
     "(SELECT count(*) FROM entry_text_docsize))"},
    {"difference between events and the counter `events_received`",
     "SELECT abs((SELECT count(*) FROM events) - "
     "(SELECT coalesce(sum(value), 0) FROM counters WHERE name = 'events_received'))"},
    {"difference between done events and the counter `events_done`",
     "SELECT abs((SELECT count(*) FROM events WHERE state = 3) - "
     "(SELECT coalesce(sum(value), 0) FROM counters WHERE name = 'events_done'))"},
    {"difference between duplicates and the counter `events_duplicates`",
     "SELECT abs((SELECT coalesce(sum(duplicates), 0) FROM events) - "
     "(SELECT coalesce(sum(value), 0) FROM counters WHERE name = 'events_duplicates'))"},
};

}  // namespace

StoreAudit::StoreAudit(const std::string& file) {
  if (sqlite3_open_v2(file.c_str(), &database_, SQLITE_OPEN_READWRITE, nullptr) != SQLITE_OK) {
    const std::string reason = sqlite3_errmsg(database_);
    sqlite3_close(database_);
    throw std::runtime_error("cannot open " + file + ": " + reason);
  }
}

StoreAudit::~StoreAudit() { sqlite3_close(database_); }

std::vector<std::string> StoreAudit::faults() {
  std::vector<std::string> found;
  const std::string integrity = text("PRAGMA integrity_check");
  if (integrity != "ok") found.push_back("integrity_check: " + integrity);
  for (const Rule& rule : kRules) {
    const std::int64_t violations = count(rule.violations);
    if (violations != 0) found.push_back(std::to_string(violations) + " " + rule.what);
  }
  char* message = nullptr;
  if (sqlite3_exec(database_, "INSERT INTO entry_text(entry_text) VALUES('integrity-check')",
                   nullptr, nullptr, &message) != SQLITE_OK) {
    found.push_back(std::string("search index: ") + (message != nullptr ? message : "damaged"));
  }
  sqlite3_free(message);
  return found;
}

// The first column of the first row.
std::string StoreAudit::text(const char* sql) {
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v2(database_, sql, -1, &statement, nullptr) != SQLITE_OK ||
      sqlite3_step(statement) != SQLITE_ROW) {
    const std::string reason = sqlite3_errmsg(database_);
    sqlite3_finalize(statement);
    throw std::runtime_error(std::string(sql) + ": " + reason);
  }
  const unsigned char* value = sqlite3_column_text(statement, 0);
  std::string result = value == nullptr ? "" : reinterpret_cast<const char*>(value);
  sqlite3_finalize(statement);
  return result;
}

std::int64_t StoreAudit::count(const char* sql) { return std::stoll(text(sql)); }

}  // namespace crash
