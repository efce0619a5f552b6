// Thin RAII over SQLite: one connection, its prepared statements, errors as exceptions of one type
// inside this folder (the writer and the readers turn them into Errors at their edges).
//
// Thread rule: a Database and its Statements belong to one thread at a time (opened NOMUTEX).
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace host::store::sqlite {

// Only a foreign process can hold the lock this long: the host is alone on its store (StoreLock).
inline constexpr int kBusyTimeoutMs = 5000;

class DatabaseError : public std::runtime_error {
 public:
  DatabaseError(int code, const std::string& what) : std::runtime_error(what), code_(code) {}
  int code() const { return code_ & 0xFF; }  // primary result code
  bool is_full() const { return code() == SQLITE_FULL; }

 private:
  int code_;
};

class Database;

// One prepared statement, reused. Bind by position from 1; text and blobs are bound without a copy
// and must live until the statement is stepped or reset.
class Statement {
 public:
  Statement(Database& database, std::string_view sql);
  ~Statement();
  Statement(Statement&& other) noexcept;
  Statement& operator=(Statement&&) = delete;

  template <class... Args>
  Statement& bind(const Args&... args) {
    reset();
    int position = 0;
    (bind_one(++position, args), ...);
    return *this;
  }

  bool step();  // true: a row is there
  void run();   // to the end, then reset
  void reset();

  std::int64_t integer(int column) const { return sqlite3_column_int64(handle_, column); }
  double real(int column) const { return sqlite3_column_double(handle_, column); }
  bool is_null(int column) const { return sqlite3_column_type(handle_, column) == SQLITE_NULL; }
  std::string_view view(int column) const;  // text or blob, valid until the next step or reset
  std::string text(int column) const { return std::string(view(column)); }

 private:
  void bind_one(int position, std::int64_t value);
  void bind_one(int position, int value) { bind_one(position, std::int64_t{value}); }
  void bind_one(int position, std::uint32_t value) { bind_one(position, std::int64_t{value}); }
  void bind_one(int position, double value);
  void bind_one(int position, std::string_view value);
  void bind_one(int position, const std::string& value) {
    bind_one(position, std::string_view(value));
  }
  void bind_one(int position, const char* value) { bind_one(position, std::string_view(value)); }
  struct BlobRef {
    std::string_view bytes;
  };
  void bind_one(int position, const BlobRef& blob);
  void bind_one(int position, std::nullptr_t);
  void check(int code) const;

 public:
  // Marks bytes as BLOB for STRICT columns.
  static BlobRef blob(std::string_view bytes) { return {bytes}; }

 private:
  Database* database_;
  sqlite3_stmt* handle_ = nullptr;
};

// What `read` makes of each row (T(const Statement&)). The statement's LIMIT bounds them.
template <class Read>
auto rows_of(Statement& rows, Read read) {
  std::vector<decltype(read(std::as_const(rows)))> out;
  while (rows.step()) out.push_back(read(std::as_const(rows)));
  rows.reset();
  return out;
}

class Database {
 public:
  enum class Mode { read_write, read_only };

  // Opens (and, read_write, creates) the file with every pragma of pragmas in database.cpp.
  Database(const std::string& file, Mode mode);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  void execute(const char* sql);  // one or more statements, no rows
  std::int64_t query_integer(const char* sql);
  std::int64_t last_insert_rowid() const { return sqlite3_last_insert_rowid(handle_); }
  std::int64_t changes() const { return sqlite3_changes64(handle_); }
  bool in_transaction() const { return sqlite3_get_autocommit(handle_) == 0; }
  sqlite3* handle() const { return handle_; }
  [[noreturn]] void fail(int code, const char* doing) const;

 private:
  sqlite3* handle_ = nullptr;
};

// Runs `work` in a write transaction: all of it, or, when it throws, nothing.
template <class Work>
void transact(Database& database, Work work) {
  database.execute("BEGIN IMMEDIATE");
  try {
    work();
    database.execute("COMMIT");
  } catch (...) {
    sqlite3_exec(database.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
    throw;
  }
}

// A read transaction: all statements inside see one snapshot.
class Snapshot {
 public:
  explicit Snapshot(Database& database) : database_(database) { database_.execute("BEGIN"); }
  ~Snapshot() { sqlite3_exec(database_.handle(), "COMMIT", nullptr, nullptr, nullptr); }
  Snapshot(const Snapshot&) = delete;
  Snapshot& operator=(const Snapshot&) = delete;

 private:
  Database& database_;
};

}  // namespace host::store::sqlite
