// A claim table on a file of its own, with limits so small that everything happens often, and the
// plain map it must answer like.
#pragma once

#include <map>
#include <memory>
#include <random>
#include <string>

#include "host/store/sqlite/file/schema.hpp"
#include "host/store/sqlite/inbox/claim_table.hpp"

namespace test {

namespace sqlite = host::store::sqlite;
using host::UnixNs;
using host::store::EndpointId;
using host::store::EventSeq;

inline constexpr sqlite::ClaimLimits kSmallLimits{64, 3, std::size_t{1} << 20};

// `number` scattered, as a hash would be.
inline std::string key_text(std::size_t number) {
  std::mt19937_64 scatter(number);
  std::string key;
  while (key.size() < sqlite::kClaimKeySize) key += static_cast<char>(scatter() & 0xFFU);
  return key;
}

class ClaimFile {
 public:
  explicit ClaimFile(const std::string& file, const sqlite::ClaimLimits& limits = kSmallLimits)
      : database_(file, sqlite::Database::Mode::read_write) {
    // No power is lost here, and nothing else checkpoints.
    database_.execute("PRAGMA synchronous=OFF; PRAGMA wal_autocheckpoint=1000;");
    sqlite::migrate(database_);
    claims = std::make_unique<sqlite::ClaimTable>(database_, limits);
  }
  void begin() { database_.execute("BEGIN IMMEDIATE"); }
  void commit(UnixNs now) {
    claims->tidy(now);
    database_.execute("COMMIT");
    claims->committed();
  }
  void roll_back(UnixNs now) {
    claims->tidy(now);
    database_.execute("ROLLBACK");
    claims->forget();
  }
  void idle(UnixNs now, int groups) {
    for (int i = 0; i < groups; ++i) {
      begin();
      commit(now);
    }
  }
  std::int64_t rows(const std::string& table) { return number("SELECT count(*) FROM " + table); }
  std::int64_t number(const std::string& sql) { return database_.query_integer(sql.c_str()); }
  // Rows that no run of the directory has, and rows that are missing.
  std::int64_t misplaced() {
    return number(
        "SELECT (SELECT count(*) FROM claims WHERE run NOT IN (SELECT run FROM claim_runs)) + "
        "(SELECT count(*) FROM claim_filters WHERE run NOT IN (SELECT run FROM claim_runs)) + "
        "(SELECT count(*) FROM claim_runs r WHERE r.claims <> "
        "(SELECT count(*) FROM claims c WHERE c.run=r.run))");
  }

 private:
  sqlite::Database database_;

 public:
  std::unique_ptr<sqlite::ClaimTable> claims;
};

class ClaimModel {
 public:
  std::optional<EventSeq> holder(EndpointId endpoint, const std::string& key, UnixNs now) const {
    const auto found = held_.find({endpoint, key});
    if (found == held_.end() || found->second.second <= now) return std::nullopt;
    return found->second.first;
  }
  void take(EndpointId endpoint, const std::string& key, EventSeq seq, UnixNs expires_at) {
    held_[{endpoint, key}] = {seq, expires_at};
  }

 private:
  std::map<std::pair<EndpointId, std::string>, std::pair<EventSeq, UnixNs>> held_;
};

}  // namespace test
