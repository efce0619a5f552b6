#include "host/store/sqlite/search/index_repair.hpp"

#include <spdlog/spdlog.h>

#include "host/base/clock.hpp"
#include "host/store/sqlite/search/search_index.hpp"

namespace host::store::sqlite {
namespace {

void make_anew(Database& database) {
  const std::int64_t begin = monotonic_ns();
  std::int64_t entries = 0;
  transact(database, [&] { entries = rebuild_search_index(database); });
  spdlog::warn("store: the search index was made anew from {} entries in {} ms; nothing was lost",
               entries, (monotonic_ns() - begin) / kNsPerMs);
}

}  // namespace

void renew_outdated_index(Database& database) {
  if (search_index_is_current(database)) return;
  spdlog::warn("store: the search index was written by another rule; making it anew");
  make_anew(database);
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
  return true;
}

}  // namespace host::store::sqlite
