// The tables, and how an older file becomes a current one.
#pragma once

#include "host/store/sqlite/file/database.hpp"

namespace host::store::sqlite {

inline constexpr int kApplicationId = 0x414D4653;  // "AMFS"
inline constexpr int kSchemaVersion = 3;

// Brings the file to kSchemaVersion in one transaction; user_version tells where it stands. Throws
// DatabaseError when the file belongs to another program or to a newer host.
void migrate(Database& database);

}  // namespace host::store::sqlite
