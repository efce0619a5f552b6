// EndpointWrites over SQLite: each call becomes a task of the writer.
#pragma once

#include "host/store/endpoints.hpp"
#include "host/store/sqlite/writer.hpp"

namespace host::store::sqlite {

class SqliteEndpointWrites final : public EndpointWrites {
 public:
  explicit SqliteEndpointWrites(Writer& writer) : writer_(writer) {}

 private:
  [[maybe_unused]] Writer& writer_;
};

}  // namespace host::store::sqlite
