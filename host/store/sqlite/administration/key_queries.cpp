#include "host/store/sqlite/administration/key_queries.hpp"

#include <limits>

namespace host::store::sqlite {

ApiKey read_key(const Statement& row) {
  ApiKey key;
  key.id = row.text(1);
  key.tenant = row.integer(2);
  key.tenant_name = row.text(3);
  key.name = row.text(4);
  key.key_type = row.text(5);
  key.prefix = row.text(6);
  key.digest = row.text(7);
  key.scopes = static_cast<std::uint32_t>(row.integer(8));
  key.rate_limit_rpm = row.integer(9);
  key.created_at = row.integer(10);
  key.expires_at = row.integer(11);
  key.revoked_at = row.integer(12);
  key.last_used_at = row.integer(13);
  return key;
}

KeyPage KeyQueries::list_keys(const KeyFilter& filter) {
  std::string sql = "SELECT " AMFS_KEY_COLUMNS "WHERE k.row>?1";
  sql += filter.tenant ? " AND k.tenant=?3" : " AND ?3=0";
  if (filter.only_unrevoked) sql += " AND k.revoked_at=0";
  sql += " ORDER BY k.row LIMIT ?2";
  const Snapshot snapshot(database_);
  Statement rows(database_, sql);
  // One more than asked for says whether there is a next page.
  const auto limit = static_cast<std::int64_t>(filter.limit) + 1;
  rows.bind(filter.after, limit, filter.tenant.value_or(0));
  KeyPage page;
  std::int64_t last = 0;
  while (rows.step()) {
    if (page.keys.size() == filter.limit) {
      page.next = last;
      break;
    }
    last = rows.integer(0);
    page.keys.push_back(read_key(rows));
  }
  return page;
}

std::vector<Tenant> KeyQueries::tenants() {
  const Snapshot snapshot(database_);
  Statement rows(database_, "SELECT id, name FROM tenants ORDER BY id");
  return rows_of(rows, [](const Statement& row) { return Tenant{row.integer(0), row.text(1)}; });
}

AuditPage KeyQueries::list_audit(const AuditFilter& filter) {
  std::string sql =
      "SELECT a.id, a.at, t.name, a.tenant, a.actor_type, a.actor, a.action, a.resource, a.detail, "
      "a.address FROM audit a JOIN tenants t ON t.id=a.tenant WHERE a.id<?1";
  // A filter that is not there is a constant: the planner takes the index of the one that is.
  sql += filter.tenant ? " AND a.tenant=?3" : " AND ?3=0";
  sql += filter.action.empty() ? " AND ?4=''" : " AND a.action=?4";
  sql += " ORDER BY a.id DESC LIMIT ?2";
  const Snapshot snapshot(database_);
  Statement rows(database_, sql);
  const AuditId before = filter.before == 0 ? std::numeric_limits<AuditId>::max() : filter.before;
  const auto limit = static_cast<std::int64_t>(filter.limit) + 1;
  rows.bind(before, limit, filter.tenant.value_or(0), filter.action);
  AuditPage page;
  while (rows.step() && rows.integer(1) >= filter.since) {  // ids grow with time
    if (page.rows.size() == filter.limit) {
      page.next = page.rows.back().id;
      break;
    }
    page.rows.push_back({rows.integer(0),
                         rows.integer(1),
                         rows.text(2),
                         {rows.integer(3), rows.text(4), rows.text(5), rows.text(6), rows.text(7),
                          rows.text(8), rows.text(9)}});
  }
  return page;
}

}  // namespace host::store::sqlite
