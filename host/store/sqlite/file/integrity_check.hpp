// Computes every stored version's hashes again and compares them with what was stored when it was
// written.
#pragma once

#include "host/store/outcomes.hpp"
#include "host/store/sqlite/file/database.hpp"
#include "host/store/sqlite/memory/entry_rows.hpp"

namespace host::store::sqlite {

IntegrityReport check_integrity(Database& database, EntryRows& rows,
                                const IntegrityRequest& request);

}  // namespace host::store::sqlite
