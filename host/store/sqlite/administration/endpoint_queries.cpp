#include "host/store/sqlite/administration/endpoint_queries.hpp"

namespace host::store::sqlite {
namespace {

// Only those made through the API.
constexpr const char* kSelect =
    "SELECT p.id, p.public_id, p.tenant, t.name, p.connector, p.name, p.token_digest, p.secret, "
    "p.secret_previous, p.entity_prefix, p.created_at, p.revoked_at, p.last_used_at "
    "FROM endpoints p JOIN tenants t ON t.id=p.tenant WHERE p.public_id IS NOT NULL ";

EndpointRow read_endpoint(const Statement& row) {
  EndpointRow out;
  out.id = row.integer(0);
  out.public_id = row.text(1);
  out.tenant = row.integer(2);
  out.tenant_name = row.text(3);
  out.connector = row.text(4);
  out.name = row.text(5);
  out.token_digest = row.text(6);
  out.sealed_secret = row.text(7);
  out.sealed_previous = row.text(8);
  out.entity_prefix = row.text(9);
  out.created_at = row.integer(10);
  out.revoked_at = row.integer(11);
  out.last_used_at = row.integer(12);
  return out;
}

std::optional<EndpointRow> only_row(Statement& rows) {
  std::optional<EndpointRow> out;
  if (rows.step()) out = read_endpoint(rows);
  return out;
}

}  // namespace

std::optional<EndpointRow> find_endpoint_row(Database& database, std::optional<TenantId> tenant,
                                             std::string_view public_id) {
  Statement rows(database, std::string(kSelect) + "AND p.public_id=?1 AND p.revoked_at=0");
  rows.bind(public_id);
  auto found = only_row(rows);
  if (found && tenant && found->tenant != *tenant) found.reset();
  return found;
}

std::optional<EndpointRow> endpoint_row_by_id(Database& database, EndpointId id) {
  Statement rows(database, std::string(kSelect) + "AND p.id=?1");
  rows.bind(id);
  return only_row(rows);
}

EndpointPage EndpointQueries::list_endpoints(const EndpointFilter& filter) {
  std::string sql = std::string(kSelect) +
                    "AND p.revoked_at=0 AND p.id>?1 AND (?2='' OR p.connector=?2)" +
                    (filter.tenant ? " AND p.tenant=?4" : "") + " ORDER BY p.id LIMIT ?3";
  const Snapshot snapshot(database_);
  Statement rows(database_, sql);
  // One more than asked for says whether there is a next page.
  const auto limit = static_cast<std::int64_t>(filter.limit) + 1;
  filter.tenant ? rows.bind(filter.after, filter.connector, limit, *filter.tenant)
                : rows.bind(filter.after, filter.connector, limit);
  EndpointPage page;
  while (rows.step()) {
    if (page.endpoints.size() == filter.limit) {
      page.next = page.endpoints.back().id;
      break;
    }
    page.endpoints.push_back(read_endpoint(rows));
  }
  return page;
}

std::optional<EndpointRow> EndpointQueries::find_endpoint(std::optional<TenantId> tenant,
                                                          std::string_view public_id) {
  const Snapshot snapshot(database_);
  return find_endpoint_row(database_, tenant, public_id);
}

std::optional<EndpointRow> EndpointQueries::endpoint_by_id(EndpointId id) {
  const Snapshot snapshot(database_);
  return endpoint_row_by_id(database_, id);
}

std::vector<EndpointRow> EndpointQueries::endpoints_of(std::string_view connector) {
  const Snapshot snapshot(database_);
  Statement rows(database_, std::string(kSelect) + "AND p.connector=?1 ORDER BY p.id");
  rows.bind(connector);
  return rows_of(rows, read_endpoint);
}

}  // namespace host::store::sqlite
