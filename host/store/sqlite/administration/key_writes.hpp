// KeyWrites over SQLite: each call becomes a task of the writer.
#pragma once

#include "host/store/keys.hpp"
#include "host/store/sqlite/writer/writer.hpp"

namespace host::store::sqlite {

class SqliteKeyWrites final : public KeyWrites {
 public:
  explicit SqliteKeyWrites(Writer& writer) : writer_(writer) {}

  void create_key(ApiKey key, AuditRecord audit,
                  UniqueFunction<void(Result<ApiKey>)> done) override;
  void revoke_key(std::optional<TenantId> tenant, std::string id, AuditRecord audit,
                  UniqueFunction<void(Result<ApiKey>)> done) override;
  void touch_key(std::string id, UnixNs at) override;

 private:
  // `change` makes the change or says why not.
  void submit(UniqueFunction<Result<ApiKey>(WriteScope&)> change,
              UniqueFunction<void(Result<ApiKey>)> done);

  Writer& writer_;
};

}  // namespace host::store::sqlite
