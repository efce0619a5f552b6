// KeyReader over SQLite.
#pragma once

#include "host/store/keys.hpp"
#include "host/store/sqlite/database.hpp"

namespace host::store::sqlite {

class KeyQueries final : public KeyReader {
 public:
  explicit KeyQueries(Database& database) : database_(database) {}

 private:
  [[maybe_unused]] Database& database_;
};

}  // namespace host::store::sqlite
