// OutcomeReader over SQLite.
#pragma once

#include "host/store/outcomes.hpp"
#include "host/store/sqlite/database.hpp"

namespace host::store::sqlite {

class OutcomeQueries final : public OutcomeReader {
 public:
  explicit OutcomeQueries(Database& database) : database_(database) {}

 private:
  [[maybe_unused]] Database& database_;
};

}  // namespace host::store::sqlite
