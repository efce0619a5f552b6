// OutcomeWrites over SQLite: each call becomes a task of the writer.
#pragma once

#include "host/store/outcomes.hpp"
#include "host/store/sqlite/writer/writer.hpp"

namespace host::store::sqlite {

class SqliteOutcomeWrites final : public OutcomeWrites {
 public:
  explicit SqliteOutcomeWrites(Writer& writer) : writer_(writer) {}

  void commit(TenantId tenant, OutcomeRecord record,
              UniqueFunction<void(Result<CommittedOutcome>)> done) override;

 private:
  Writer& writer_;
};

}  // namespace host::store::sqlite
