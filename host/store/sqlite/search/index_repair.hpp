// IndexRepair: makes the search index anew when it does not fit the entries, so that damage to what
// can be computed again does not stop a store whose data is whole.
//
// It costs time in which nobody is acknowledged (the whole memory is read) and hides what damages
// the index: at most once in kRepairEveryNs. What fails again within that time is a broken store.
//
// Thread rule: the writer's thread, outside transactions.
#pragma once

#include <cstdint>
#include <optional>

#include "host/store/sqlite/file/database.hpp"
#include "host/store/stats.hpp"

namespace host::store::sqlite {

inline constexpr std::int64_t kRepairEveryNs = 24LL * 3600 * 1'000'000'000;

// At start: an index that cannot be opened, or whose texts another host computed by another rule,
// is made anew. Throws DatabaseError.
void renew_unfit_index(Database& database);

class IndexRepair {
 public:
  // Both outlive this.
  IndexRepair(Database& database, StoreStats& stats) : database_(database), stats_(stats) {}

  // After a rollback because of `error`. True: that was the index alone, it is whole again, and
  // what was rolled back can be applied again.
  bool mends(const DatabaseError& error);

 private:
  Database& database_;
  StoreStats& stats_;
  std::optional<std::int64_t> last_;  // monotonic
};

}  // namespace host::store::sqlite
