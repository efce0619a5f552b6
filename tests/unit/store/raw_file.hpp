// The store's file as SQLite shows it: to make old ones, and to count what the store says it
// counted.
#pragma once

#include <sqlite3.h>

#include <stdexcept>
#include <string>
#include <vector>

namespace test {

class RawFile {
 public:
  explicit RawFile(const std::string& path) {
    if (sqlite3_open(path.c_str(), &handle_) != SQLITE_OK) throw std::runtime_error("open " + path);
    sqlite3_busy_timeout(handle_, kPatienceMs);  // a store that runs may be keeping house
  }
  ~RawFile() { sqlite3_close(handle_); }
  RawFile(const RawFile&) = delete;
  RawFile& operator=(const RawFile&) = delete;

  void execute(const std::string& sql) {
    char* message = nullptr;
    if (sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, &message) == SQLITE_OK) return;
    const std::string what = message != nullptr ? message : "failed";
    sqlite3_free(message);
    throw std::runtime_error(what + ": " + sql);
  }

  // Every row as its columns joined by |.
  std::vector<std::string> rows(const std::string& sql) {
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(handle_, sql.c_str(), -1, &statement, nullptr) != SQLITE_OK) {
      throw std::runtime_error(std::string(sqlite3_errmsg(handle_)) + ": " + sql);
    }
    std::vector<std::string> out;
    while (sqlite3_step(statement) == SQLITE_ROW) {
      std::string row;
      for (int i = 0; i < sqlite3_column_count(statement); ++i) {
        const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, i));
        if (i > 0) row += '|';
        if (text != nullptr) row += text;
      }
      out.push_back(std::move(row));
    }
    sqlite3_finalize(statement);
    return out;
  }

 private:
  static constexpr int kPatienceMs = 5000;

  sqlite3* handle_ = nullptr;
};

}  // namespace test
