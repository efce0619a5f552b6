// OutcomeReader over SQLite.
#pragma once

#include "host/store/outcomes.hpp"
#include "host/store/sqlite/file/database.hpp"
#include "host/store/sqlite/file/integrity_check.hpp"
#include "host/store/sqlite/memory/entry_rows.hpp"

namespace host::store::sqlite {

class OutcomeQueries final : public OutcomeReader {
 public:
  OutcomeQueries(Database& database, EntryRows& rows) : database_(database), rows_(rows) {}

  std::vector<OutcomeRecord> outcomes(const OutcomeFilter& filter) override;
  IntegrityReport verify(const IntegrityRequest& request) override {
    return check_integrity(database_, rows_, request);
  }

 private:
  Database& database_;
  EntryRows& rows_;
};

}  // namespace host::store::sqlite
