#include "host/store/sqlite/file/database.hpp"

#include <fmt/format.h>

#include <utility>

namespace host::store::sqlite {
namespace {

// Every pragma and why.
//  page_size, auto_vacuum   only take effect before the first table: set first. NONE: the page map
//                           that shrinking needs is a twelfth of the log at a million entries;
//                           freed pages are used again, and VACUUM shortens a file
//  journal_mode WAL         readers do not block the writer
//  synchronous FULL         a commit is on disk when it returns: what "acked" rests on (P1)
//  wal_autocheckpoint 0     the writer checkpoints itself, between groups; nobody else ever does
//                           (SQLite < 3.51.3 can corrupt when two connections checkpoint)
//  journal_size_limit       the WAL file shrinks again after a burst
//  mmap_size 0              an I/O error stays an error code instead of a signal
//  secure_delete OFF        Debian's default overwrites freed pages: writes for nothing here
//  trusted_schema OFF       a tampered schema runs no functions
constexpr const char* kWriterPragmas =
    "PRAGMA page_size=4096;"
    "PRAGMA auto_vacuum=NONE;"
    "PRAGMA journal_mode=WAL;"
    "PRAGMA synchronous=FULL;"
    "PRAGMA wal_autocheckpoint=0;"
    "PRAGMA journal_size_limit=67108864;"
    "PRAGMA mmap_size=0;"
    "PRAGMA temp_store=MEMORY;"
    "PRAGMA foreign_keys=OFF;"
    "PRAGMA secure_delete=OFF;"
    "PRAGMA trusted_schema=OFF;"
    "PRAGMA cache_size=-24576;";  // 24 MiB: the hot right edges of all trees of a 100 k-event store
constexpr const char* kReaderPragmas =
    "PRAGMA query_only=ON;"
    "PRAGMA mmap_size=0;"
    "PRAGMA temp_store=MEMORY;"
    "PRAGMA trusted_schema=OFF;"
    "PRAGMA cache_size=-2048;";

}  // namespace

Database::Database(const std::string& file, Mode mode) {
  const int access = mode == Mode::read_write
                         ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
                         : SQLITE_OPEN_READWRITE;  // WAL readers map the -shm file
  // No memory statistics: they cost a lock per allocation. Only before SQLite's first use.
  static const int configured = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  (void)configured;
  const int code = sqlite3_open_v2(
      file.c_str(), &handle_,
      access | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE | SQLITE_OPEN_EXRESCODE, nullptr);
  try {
    if (code != SQLITE_OK) fail(code, ("opening " + file).c_str());
    sqlite3_busy_timeout(handle_, kBusyTimeoutMs);
    sqlite3_db_config(handle_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    execute(mode == Mode::read_write ? kWriterPragmas : kReaderPragmas);
  } catch (...) {
    sqlite3_close(handle_);
    throw;
  }
}

Database::~Database() { sqlite3_close(handle_); }

void Database::execute(const char* sql) {
  const int code = sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) fail(code, sql);
}

std::int64_t Database::query_integer(const char* sql) {
  Statement statement(*this, sql);
  return statement.step() ? statement.integer(0) : 0;
}

void Database::fail(int code, const char* doing) const {
  throw DatabaseError(
      code, fmt::format("{} ({}) while {:.120}",
                        handle_ != nullptr ? sqlite3_errmsg(handle_) : sqlite3_errstr(code),
                        sqlite3_errstr(code), doing));
}

Statement::Statement(Database& database, std::string_view sql) : database_(&database) {
  const int code = sqlite3_prepare_v3(database.handle(), sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &handle_, nullptr);
  if (code != SQLITE_OK) database.fail(code, std::string(sql).c_str());
}

Statement::~Statement() { sqlite3_finalize(handle_); }

Statement::Statement(Statement&& other) noexcept
    : database_(other.database_), handle_(std::exchange(other.handle_, nullptr)) {}

bool Statement::step() {
  const int code = sqlite3_step(handle_);
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) {
    const std::string sql = sqlite3_sql(handle_);
    sqlite3_reset(handle_);
    database_->fail(code, sql.c_str());
  }
  return false;
}

void Statement::run() {
  while (step()) {
  }
  reset();
}

void Statement::reset() { sqlite3_reset(handle_); }

std::string_view Statement::view(int column) const {
  const auto* bytes = static_cast<const char*>(sqlite3_column_blob(handle_, column));
  const int size = sqlite3_column_bytes(handle_, column);
  return bytes == nullptr ? std::string_view{}
                          : std::string_view{bytes, static_cast<std::size_t>(size)};
}

void Statement::bind_one(int position, std::int64_t value) {
  check(sqlite3_bind_int64(handle_, position, value));
}
void Statement::bind_one(int position, double value) {
  check(sqlite3_bind_double(handle_, position, value));
}
void Statement::bind_one(int position, std::string_view value) {
  check(sqlite3_bind_text(handle_, position, value.data() == nullptr ? "" : value.data(),
                          static_cast<int>(value.size()), SQLITE_STATIC));
}
void Statement::bind_one(int position, const BlobRef& blob) {
  check(sqlite3_bind_blob(handle_, position, blob.bytes.data() == nullptr ? "" : blob.bytes.data(),
                          static_cast<int>(blob.bytes.size()), SQLITE_STATIC));
}
void Statement::bind_one(int position, std::nullptr_t) {
  check(sqlite3_bind_null(handle_, position));
}

void Statement::check(int code) const {
  if (code != SQLITE_OK) database_->fail(code, "binding a parameter");
}

}  // namespace host::store::sqlite
