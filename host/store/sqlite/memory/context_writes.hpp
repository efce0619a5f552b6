// ContextWrites over SQLite: each call becomes a task of the writer.
#pragma once

#include "host/store/contexts.hpp"
#include "host/store/sqlite/writer/writer.hpp"

namespace host::store::sqlite {

class SqliteContextWrites final : public ContextWrites {
 public:
  explicit SqliteContextWrites(Writer& writer) : writer_(writer) {}

  void record(NewContext context, UniqueFunction<void(ContextOutcome)> done) override;

 private:
  Writer& writer_;
};

}  // namespace host::store::sqlite
