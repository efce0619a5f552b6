// Gives the rows of a store older than schema version 3 what new ones get when they are written:
// numbers, marks, and the counts of tally.hpp and counters.hpp. For the migration: the tables of
// the counts are empty.
#pragma once

#include "host/store/sqlite/file/database.hpp"

namespace host::store::sqlite {

void fill_tally(Database& database);

}  // namespace host::store::sqlite
