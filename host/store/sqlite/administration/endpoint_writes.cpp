#include "host/store/sqlite/administration/endpoint_writes.hpp"

#include <fmt/format.h>

#include "host/store/sqlite/administration/audit_log.hpp"
#include "host/store/sqlite/administration/endpoint_queries.hpp"
#include "host/store/sqlite/administration/tenant_table.hpp"
#include "host/store/sqlite/writer/task.hpp"

namespace host::store::sqlite {
namespace {

const Error kNotFound{"endpoint_not_found",
                      "no such endpoint; list the endpoints to see their ids"};

std::optional<Error> no_room_for(Database& database, const EndpointRow& endpoint) {
  Statement same(database,
                 "SELECT 1 FROM endpoints WHERE tenant=?1 AND connector=?2 AND name=?3 AND "
                 "revoked_at=0");
  same.bind(endpoint.tenant, endpoint.connector, endpoint.name);
  if (same.step()) {
    return Error{"endpoint_exists",
                 fmt::format("connector {} has an endpoint of that name already; choose another "
                             "name, or revoke that one",
                             endpoint.connector)};
  }
  Statement count(database,
                  "SELECT count(*) FROM endpoints WHERE tenant=?1 AND public_id IS NOT NULL AND "
                  "revoked_at=0");
  count.bind(endpoint.tenant);
  count.step();
  if (count.integer(0) >= kEndpointsPerTenantMax) {
    return Error{
        "too_many_endpoints",
        fmt::format("this tenant has {} endpoints; revoke some first", kEndpointsPerTenantMax)};
  }
  if (database.query_integer("SELECT count(*) FROM endpoints WHERE public_id IS NOT NULL") >=
      kEndpointsMax) {
    return Error{
        "too_many_endpoints",
        fmt::format("{} endpoints were made on this host; use another host", kEndpointsMax)};
  }
  return std::nullopt;
}

Result<EndpointRow> insert_endpoint(WriteScope& scope, EndpointRow endpoint, AuditRecord audit) {
  if (!endpoint.tenant_name.empty()) {
    const auto named = tenant_id_of(scope.database, endpoint.tenant_name);
    if (named.has_error()) return named.error();
    endpoint.tenant = named.value();
  }
  if (auto refused = no_room_for(scope.database, endpoint)) return std::move(*refused);
  Statement insert(scope.database,
                   "INSERT INTO endpoints(tenant, connector, name, public_id, token_digest, "
                   "secret, entity_prefix, created_at) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");
  insert
      .bind(endpoint.tenant, endpoint.connector, endpoint.name, endpoint.public_id,
            Statement::blob(endpoint.token_digest), Statement::blob(endpoint.sealed_secret),
            endpoint.entity_prefix, scope.now)
      .run();
  const EndpointId id = scope.database.last_insert_rowid();
  audit.tenant = endpoint.tenant;
  audit.resource = endpoint.public_id;
  append_audit(scope, audit);
  return *endpoint_row_by_id(scope.database, id);
}

// Runs `sql` (?1 = the endpoint) on the endpoint, if it is there and may be changed.
template <class... Args>
Result<EndpointRow> change(WriteScope& scope, std::optional<TenantId> tenant,
                           const std::string& public_id, AuditRecord audit, const char* sql,
                           const Args&... args) {
  const auto found = find_endpoint_row(scope.database, tenant, public_id);
  if (!found) return kNotFound;
  Statement(scope.database, sql).bind(found->id, args...).run();
  audit.tenant = found->tenant;
  audit.resource = found->public_id;
  append_audit(scope, audit);
  return *endpoint_row_by_id(scope.database, found->id);
}

}  // namespace

void SqliteEndpointWrites::create_endpoint(EndpointRow endpoint, AuditRecord audit, Done done) {
  submit_change<EndpointRow>(
      writer_,
      [endpoint = std::move(endpoint), audit = std::move(audit)](WriteScope& scope) {
        return insert_endpoint(scope, endpoint, audit);
      },
      std::move(done));
}

void SqliteEndpointWrites::rotate_endpoint(std::optional<TenantId> tenant, std::string public_id,
                                           Rotation rotation, AuditRecord audit, Done done) {
  submit_change<EndpointRow>(
      writer_,
      [tenant, public_id = std::move(public_id), rotation = std::move(rotation),
       audit = std::move(audit)](WriteScope& scope) {
        return change(scope, tenant, public_id, audit,
                      "UPDATE endpoints SET secret_previous=iif(?3, secret, x''), secret=?2 "
                      "WHERE id=?1",
                      Statement::blob(rotation.sealed), rotation.keeps_previous ? 1 : 0);
      },
      std::move(done));
}

void SqliteEndpointWrites::revoke_endpoint(std::optional<TenantId> tenant, std::string public_id,
                                           AuditRecord audit, Done done) {
  submit_change<EndpointRow>(
      writer_,
      [tenant, public_id = std::move(public_id), audit = std::move(audit)](WriteScope& scope) {
        return change(scope, tenant, public_id, audit,
                      "UPDATE endpoints SET revoked_at=?2, token_digest=NULL, secret=x'', "
                      "secret_previous=x'' WHERE id=?1",
                      scope.now);
      },
      std::move(done));
}

void SqliteEndpointWrites::touch_endpoint(EndpointId id, UnixNs at) {
  writer_.submit(TaskOp{[id, at](WriteScope& scope) {
                          Statement update(scope.database,
                                           "UPDATE endpoints SET last_used_at=max(last_used_at, "
                                           "?2) WHERE id=?1");
                          update.bind(id, at).run();
                        },
                        {}});
}

}  // namespace host::store::sqlite
