// EndpointWrites over SQLite: each call becomes a task of the writer.
#pragma once

#include "host/store/endpoints.hpp"
#include "host/store/sqlite/writer/writer.hpp"

namespace host::store::sqlite {

class SqliteEndpointWrites final : public EndpointWrites {
 public:
  explicit SqliteEndpointWrites(Writer& writer) : writer_(writer) {}

  void create_endpoint(EndpointRow, AuditRecord, Done) override;
  void rotate_endpoint(std::optional<TenantId> tenant, std::string public_id, Rotation, AuditRecord,
                       Done) override;
  void revoke_endpoint(std::optional<TenantId> tenant, std::string public_id, AuditRecord,
                       Done) override;
  void touch_endpoint(EndpointId, UnixNs at) override;

 private:
  Writer& writer_;
};

}  // namespace host::store::sqlite
