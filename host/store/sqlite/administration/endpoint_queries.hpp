// EndpointReader over SQLite.
#pragma once

#include "host/store/endpoints.hpp"
#include "host/store/sqlite/file/database.hpp"

namespace host::store::sqlite {

// Statements are prepared per call: administration and loading are rare.
class EndpointQueries final : public EndpointReader {
 public:
  explicit EndpointQueries(Database& database) : database_(database) {}

  EndpointPage list_endpoints(const EndpointFilter&) override;
  std::optional<EndpointRow> find_endpoint(std::optional<TenantId>,
                                           std::string_view public_id) override;
  std::optional<EndpointRow> endpoint_by_id(EndpointId) override;
  std::vector<EndpointRow> endpoints_of(std::string_view connector) override;

 private:
  Database& database_;
};

// For readers and the writer. Not revoked, and of the tenant if one is given.
std::optional<EndpointRow> find_endpoint_row(Database& database, std::optional<TenantId> tenant,
                                             std::string_view public_id);
std::optional<EndpointRow> endpoint_row_by_id(Database& database, EndpointId id);

}  // namespace host::store::sqlite
