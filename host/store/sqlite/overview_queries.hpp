// OverviewReader over SQLite.
#pragma once

#include "host/store/overview.hpp"
#include "host/store/sqlite/database.hpp"

namespace host::store::sqlite {

class OverviewQueries final : public OverviewReader {
 public:
  explicit OverviewQueries(Database& database) : database_(database) {}

 private:
  [[maybe_unused]] Database& database_;
};

}  // namespace host::store::sqlite
