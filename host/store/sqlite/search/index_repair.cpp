#include "host/store/sqlite/search/index_repair.hpp"

#include <spdlog/spdlog.h>

#include "host/base/clock.hpp"
#include "host/store/sqlite/search/search_index.hpp"

namespace host::store::sqlite {
namespace {

bool can_be_opened(Database& database) {
  try {
    const Statement probe(database, "SELECT rowid FROM entry_text LIMIT 0");
    return true;
  } catch (const DatabaseError& error) {
    if (error.code() != SQLITE_CORRUPT) throw;
    return false;
  }
}

// FTS5 opens no table without a readable list of its segments, not even to empty it. This is the
// list of none.
void forget_segments(Database& database) {
  const auto defend = [&database](int how) {
    sqlite3_db_config(database.handle(), SQLITE_DBCONFIG_DEFENSIVE, how, nullptr);
  };
  defend(0);
  try {
    database.execute("INSERT OR REPLACE INTO entry_text_data VALUES(10, x'00000000000000')");
  } catch (const DatabaseError&) {
    defend(1);
    throw;
  }
  defend(1);
}

void make_anew(Database& database, bool opens = true) {
  const std::int64_t begin = monotonic_ns();
  std::int64_t entries = 0;
  transact(database, [&] {
    if (!opens) forget_segments(database);
    entries = rebuild_search_index(database);
  });
  spdlog::warn("store: the search index was made anew from {} entries in {} ms; nothing was lost",
               entries, (monotonic_ns() - begin) / kNsPerMs);
}

}  // namespace

void renew_unfit_index(Database& database) {
  const bool opens = can_be_opened(database);
  if (!opens) {
    spdlog::warn("store: the search index cannot be opened; making it anew");
  } else if (!search_index_is_current(database)) {
    spdlog::warn("store: the search index was written by another rule; making it anew");
  } else {
    return;
  }
  make_anew(database, opens);
}

bool IndexRepair::mends(const DatabaseError& error) {
  if (dynamic_cast<const SearchIndexError*>(&error) == nullptr) return false;
  const std::int64_t now = monotonic_ns();
  if (last_ && now - *last_ < kRepairEveryNs) return false;
  last_ = now;
  spdlog::warn("store: the search index does not fit the entries ({}); making it anew",
               error.what());
  try {
    make_anew(database_);
  } catch (const DatabaseError& failure) {
    spdlog::error("store: the search index could not be made anew: {}", failure.what());
    return false;
  }
  add_to(stats_.index_repairs);
  return true;
}

}  // namespace host::store::sqlite
