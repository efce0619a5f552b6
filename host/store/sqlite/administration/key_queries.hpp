// KeyReader over SQLite.
#pragma once

#include "host/store/keys.hpp"
#include "host/store/sqlite/file/database.hpp"

namespace host::store::sqlite {

// Statements are prepared per call: administration is rare.
class KeyQueries final : public KeyReader {
 public:
  explicit KeyQueries(Database& database) : database_(database) {}

  KeyPage list_keys(const KeyFilter&) override;
  std::vector<Tenant> tenants() override;
  AuditPage list_audit(const AuditFilter&) override;

 private:
  Database& database_;
};

#define AMFS_KEY_COLUMNS                                                              \
  "k.row, k.id, k.tenant, t.name, k.name, k.key_type, k.prefix, k.digest, k.scopes, " \
  "k.rate_limit_rpm, k.created_at, k.expires_at, k.revoked_at, k.last_used_at "       \
  "FROM api_keys k JOIN tenants t ON t.id=k.tenant "

// Of a row of AMFS_KEY_COLUMNS.
ApiKey read_key(const Statement& row);

}  // namespace host::store::sqlite
