// NumberCache: from (tenant, name) to the row number that stands for it, made when new. The numbers
// last used are kept in memory: every write needs one or two.
// Thread rule: the writer's thread; forget() after a rollback, which takes new rows back.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>

#include "host/store/records.hpp"
#include "host/store/sqlite/file/database.hpp"

namespace host::store::sqlite {

inline constexpr std::size_t kNumbersCachedMax = 32768;  // in each of two generations

class NumberCache {
 public:
  // `find` takes (tenant, name), `make` (tenant, name, now).
  NumberCache(Database& database, const char* find, const char* make)
      : database_(database), find_(database, find), make_(database, make) {}

  std::int64_t number(TenantId tenant, const std::string& name, UnixNs now);
  void forget() {
    young_.clear();
    old_.clear();
  }

 private:
  std::int64_t find_or_make(TenantId tenant, const std::string& name, UnixNs now);

  Database& database_;
  Statement find_, make_;
  using Numbers = std::unordered_map<std::string, std::int64_t>;  // by tenant, '/', name
  Numbers young_;  // used since the generations last changed; full: becomes the old one
  Numbers old_;
};

}  // namespace host::store::sqlite
