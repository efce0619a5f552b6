// ContextReader over SQLite.
#pragma once

#include "host/store/contexts.hpp"
#include "host/store/sqlite/file/database.hpp"

namespace host::store::sqlite {

inline constexpr std::size_t kContextScanMax = 20'000;  // rows one page may read
// Notes below one path that are sorted for a page; with more of them the tenant's newest are
// walked.
inline constexpr std::int64_t kContextSortMax = 5000;

class ContextQueries final : public ContextReader {
 public:
  explicit ContextQueries(Database& database) : database_(database) {}

  ContextPage list(const ContextFilter& filter) override;
  std::vector<Context> newest(TenantId tenant, std::string_view entity_path,
                              std::size_t limit) override;
  std::int64_t count(TenantId tenant, std::string_view entity_path) override;
  bool exists(TenantId tenant, ContextId id) override;

 private:
  std::int64_t count_within(TenantId tenant, std::string_view entity_path, std::int64_t max);
  ContextPage read_page(Statement& rows, const ContextFilter& filter);

  Database& database_;
};

}  // namespace host::store::sqlite
