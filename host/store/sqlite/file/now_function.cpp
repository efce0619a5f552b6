#include "host/store/sqlite/file/now_function.hpp"

namespace host::store::sqlite {
namespace {

void now(sqlite3_context* context, int /*count*/, sqlite3_value** /*arguments*/) {
  sqlite3_result_int64(context, static_cast<const Clock*>(sqlite3_user_data(context))->now_ns());
}

}  // namespace

Database& with_clock(Database& database, const Clock& clock) {
  const int code =
      sqlite3_create_function_v2(database.handle(), "amfs_now", 0, SQLITE_UTF8 | SQLITE_INNOCUOUS,
                                 const_cast<Clock*>(&clock),  // given back as const
                                 now, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) database.fail(code, "adding amfs_now()");
  return database;
}

}  // namespace host::store::sqlite
