// SearchBudget: while it lives, statements of this connection end with SQLITE_INTERRUPT once the
// time is over. FTS5 reads its index through statements of the same connection, so a single long
// intersection inside it ends too.
//
// Thread rule: that of its Database.
#pragma once

#include "host/base/clock.hpp"
#include "host/store/sqlite/file/database.hpp"

namespace host::store::sqlite {

inline constexpr int kOpcodesPerCheck = 64;  // about 20 pages of the index

class SearchBudget {
 public:
  SearchBudget(Database& database, std::int64_t budget_ns);
  ~SearchBudget();
  SearchBudget(const SearchBudget&) = delete;
  SearchBudget& operator=(const SearchBudget&) = delete;

  bool spent() const { return monotonic_ns() >= deadline_; }

 private:
  Database& database_;
  const std::int64_t deadline_;
};

}  // namespace host::store::sqlite
