#include "host/store/sqlite/administration/tenant_table.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace host::store::sqlite {
namespace {

bool is_tenant_name(std::string_view name) {
  const auto plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  return !name.empty() && name.size() <= kTenantNameMax && plain(name.front()) &&
         std::all_of(name.begin(), name.end(), [&](char c) { return plain(c) || c == '-'; });
}

}  // namespace

Result<TenantId> tenant_id_of(Database& database, std::string_view name) {
  if (!is_tenant_name(name)) {
    return Error{"tenant_invalid",
                 "a tenant's name is at most 63 lowercase letters, digits and hyphens"};
  }
  Statement find(database, "SELECT id FROM tenants WHERE name=?1");
  find.bind(name);
  if (find.step()) return find.integer(0);
  if (database.query_integer("SELECT count(*) FROM tenants") >= kTenantsMax) {
    return Error{"too_many_tenants",
                 fmt::format("this host has {} tenants already; use another host", kTenantsMax)};
  }
  Statement(database, "INSERT INTO tenants(name) VALUES(?1)").bind(name).run();
  return database.last_insert_rowid();
}

}  // namespace host::store::sqlite
