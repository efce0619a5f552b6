// ReadCheck: is what a connector read still true (contract 2.3, "Reads by connectors")? Asked
// inside the transaction that applies its results, on the writer's thread.
#pragma once

#include "host/store/records.hpp"
#include "host/store/sqlite/file/database.hpp"

namespace host::store::sqlite {

class ReadCheck {
 public:
  // `database` knows amfs_now() (with_clock()).
  explicit ReadCheck(Database& database);

  bool still_true(const ReadExpectation& read, TenantId tenant);

 private:
  bool same_listing(const ReadExpectation& read, TenantId tenant);

  Statement current_, find_reference_, list_ids_;
};

}  // namespace host::store::sqlite
