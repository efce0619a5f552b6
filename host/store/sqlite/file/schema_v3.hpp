// Schema version 3: the memory that agents use. One piece of SQL per topic.
#pragma once

#include <vector>

#include "host/store/sqlite/file/database.hpp"

namespace host::store::sqlite {

std::vector<const char*> version3_sql();
// Gives older rows what new ones get when they are written.
void fill_version3(Database& database);

}  // namespace host::store::sqlite
