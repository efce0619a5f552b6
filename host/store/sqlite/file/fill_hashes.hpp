// Hashes for entries of a store from before there were any (schema 3).
#pragma once

#include "host/store/sqlite/file/database.hpp"

namespace host::store::sqlite {

// Once, inside the migration; reads every version.
void fill_hashes(Database& database);

}  // namespace host::store::sqlite
