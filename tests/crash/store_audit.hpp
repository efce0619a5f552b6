// StoreAudit: what must hold in a store file whatever happened to the process that wrote it. Looks
// at the file with SQLite itself, so that the store's own code is not its own witness. The store
// must be closed.
//
// Tied to the schema of host/store/sqlite/file/schema.cpp on purpose: a crash that leaves half an
// event shows in the tables, not always through the API.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <string>
#include <vector>

namespace crash {

class StoreAudit {
 public:
  explicit StoreAudit(const std::string& file);  // throws std::runtime_error
  ~StoreAudit();
  StoreAudit(const StoreAudit&) = delete;
  StoreAudit& operator=(const StoreAudit&) = delete;

  // One sentence per rule that is broken; empty when the store is whole.
  std::vector<std::string> faults();

 private:
  std::string text(const char* sql);
  std::int64_t count(const char* sql);

  sqlite3* database_ = nullptr;
};

}  // namespace crash
