// The claims of schema 1 and 2, a tree by endpoint and key, as one run (claim_runs.hpp).
#pragma once

#include "host/store/sqlite/file/database.hpp"

namespace host::store::sqlite {

// Part of the migration to schema 3, where the old tree is called old_claims; it is dropped here.
void fill_claims(Database& database);

}  // namespace host::store::sqlite
