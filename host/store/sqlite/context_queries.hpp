// ContextReader over SQLite.
#pragma once

#include "host/store/contexts.hpp"
#include "host/store/sqlite/database.hpp"

namespace host::store::sqlite {

class ContextQueries final : public ContextReader {
 public:
  explicit ContextQueries(Database& database) : database_(database) {}

 private:
  [[maybe_unused]] Database& database_;
};

}  // namespace host::store::sqlite
