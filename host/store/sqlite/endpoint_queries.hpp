// EndpointReader over SQLite.
#pragma once

#include "host/store/endpoints.hpp"
#include "host/store/sqlite/database.hpp"

namespace host::store::sqlite {

class EndpointQueries final : public EndpointReader {
 public:
  explicit EndpointQueries(Database& database) : database_(database) {}

 private:
  [[maybe_unused]] Database& database_;
};

}  // namespace host::store::sqlite
