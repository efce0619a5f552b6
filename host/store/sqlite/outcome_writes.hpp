// OutcomeWrites over SQLite: each call becomes a task of the writer.
#pragma once

#include "host/store/outcomes.hpp"
#include "host/store/sqlite/writer.hpp"

namespace host::store::sqlite {

class SqliteOutcomeWrites final : public OutcomeWrites {
 public:
  explicit SqliteOutcomeWrites(Writer& writer) : writer_(writer) {}

 private:
  [[maybe_unused]] Writer& writer_;
};

}  // namespace host::store::sqlite
