#include "host/store/sqlite/administration/key_writes.hpp"

#include <fmt/format.h>

#include "host/store/sqlite/administration/audit_log.hpp"
#include "host/store/sqlite/administration/key_queries.hpp"
#include "host/store/sqlite/administration/tenant_table.hpp"

namespace host::store::sqlite {
namespace {

std::optional<ApiKey> find_key(Database& database, const std::string& id) {
  Statement row(database, "SELECT " AMFS_KEY_COLUMNS "WHERE k.id=?1");
  row.bind(id);
  if (!row.step()) return std::nullopt;
  return read_key(row);
}

std::optional<Error> too_many(Database& database, TenantId tenant) {
  Statement count(database, "SELECT count(*) FROM api_keys WHERE tenant=?1 AND revoked_at=0");
  count.bind(tenant);
  count.step();
  if (count.integer(0) >= kKeysPerTenantMax) {
    return Error{"too_many_keys",
                 fmt::format("this tenant has {} keys; revoke some first", kKeysPerTenantMax)};
  }
  if (database.query_integer("SELECT count(*) FROM api_keys WHERE revoked_at=0") >= kKeysMax) {
    return Error{"too_many_keys",
                 fmt::format("this host has {} keys; revoke some first", kKeysMax)};
  }
  return std::nullopt;
}

Result<ApiKey> insert_key(WriteScope& scope, const ApiKey& key, AuditRecord audit) {
  TenantId tenant = key.tenant;
  if (!key.tenant_name.empty()) {
    const auto named = tenant_id_of(scope.database, key.tenant_name);
    if (named.has_error()) return named.error();
    tenant = named.value();
  }
  if (auto refused = too_many(scope.database, tenant)) return std::move(*refused);
  Statement insert(scope.database,
                   "INSERT INTO api_keys VALUES(NULL, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 0, "
                   "0)");
  insert
      .bind(key.id, tenant, key.name, key.key_type, key.prefix, Statement::blob(key.digest),
            key.scopes, key.rate_limit_rpm, scope.now, key.expires_at)
      .run();
  audit.tenant = tenant;
  audit.resource = key.id;
  append_audit(scope, audit);
  return *find_key(scope.database, key.id);
}

void forget_oldest_revoked(Database& database, TenantId tenant) {
  Statement forget(database,
                   "DELETE FROM api_keys WHERE row IN (SELECT row FROM api_keys WHERE tenant=?1 "
                   "AND revoked_at<>0 ORDER BY revoked_at DESC, row DESC LIMIT -1 OFFSET ?2)");
  forget.bind(tenant, kRevokedKeysKept).run();
}

Result<ApiKey> mark_revoked(WriteScope& scope, std::optional<TenantId> tenant,
                            const std::string& id, AuditRecord audit) {
  auto key = find_key(scope.database, id);
  if (!key || (tenant && key->tenant != *tenant)) {
    return Error{"key_not_found", "no such API key; list the keys to see their ids"};
  }
  if (key->revoked_at != 0) return std::move(*key);
  key->revoked_at = scope.now;
  Statement update(scope.database, "UPDATE api_keys SET revoked_at=?2 WHERE id=?1");
  update.bind(id, scope.now).run();
  audit.tenant = key->tenant;
  audit.resource = id;
  append_audit(scope, audit);
  forget_oldest_revoked(scope.database, key->tenant);
  return std::move(*key);
}

}  // namespace

void SqliteKeyWrites::submit(UniqueFunction<Result<ApiKey>(WriteScope&)> change,
                             UniqueFunction<void(Result<ApiKey>)> done) {
  auto outcome = std::make_shared<Result<ApiKey>>();
  writer_.submit(TaskOp{[outcome, change = std::move(change)](WriteScope& scope) mutable {
                          *outcome = change(scope);
                        },
                        [outcome, done = std::move(done)](std::optional<Error> refused) mutable {
                          if (done)
                            done(refused ? Result<ApiKey>(std::move(*refused))
                                         : std::move(*outcome));
                        }});
}

void SqliteKeyWrites::create_key(ApiKey key, AuditRecord audit,
                                 UniqueFunction<void(Result<ApiKey>)> done) {
  submit([key = std::move(key),
          audit = std::move(audit)](WriteScope& scope) { return insert_key(scope, key, audit); },
         std::move(done));
}

void SqliteKeyWrites::revoke_key(std::optional<TenantId> tenant, std::string id, AuditRecord audit,
                                 UniqueFunction<void(Result<ApiKey>)> done) {
  submit([tenant, id = std::move(id), audit = std::move(audit)](
             WriteScope& scope) { return mark_revoked(scope, tenant, id, audit); },
         std::move(done));
}

void SqliteKeyWrites::touch_key(std::string id, UnixNs at) {
  writer_.submit(TaskOp{[id = std::move(id), at](WriteScope& scope) {
                          Statement update(scope.database,
                                           "UPDATE api_keys SET last_used_at=max(last_used_at, ?2) "
                                           "WHERE id=?1");
                          update.bind(id, at).run();
                        },
                        {}});
}

}  // namespace host::store::sqlite
