// Where systems deliver to, per tenant: an endpoint is a tenant, a connector and secrets.
//
// Endpoints that were made through the API have a public id, a token and maybe secrets of their
// own, all of them stored so that the file alone gives nobody access: the token as its SHA-256, the
// secrets sealed (crypto/sealed_box.hpp). The others (the default tenant's default endpoint of each
// connector, the sources of direct writes) have none of that and are not listed here.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "host/store/audit.hpp"
#include "host/store/records.hpp"

namespace host::store {

inline constexpr std::int64_t kEndpointsPerTenantMax = 1000;  // not revoked
// Of all tenants. Revoked ones count: their events may be replayed, so their rows stay.
inline constexpr std::int64_t kEndpointsMax = 100'000;
inline constexpr char kDefaultEndpoint[] = "default";

struct EndpointRow {
  EndpointId id = 0;
  std::string public_id;  // ep_…; empty: not made through the API
  TenantId tenant = kDefaultTenant;
  std::string tenant_name;
  std::string connector;
  std::string name;             // kDefaultEndpoint: the tenant's default one for the connector
  std::string token_digest;     // 32 bytes of SHA-256 over the token; the token itself is nowhere
  std::string sealed_secret;    // empty = none of its own
  std::string sealed_previous;  // empty = no rotation under way
  std::string entity_prefix;    // replaces the connector's default path; empty = does not
  UnixNs created_at = 0;
  UnixNs revoked_at = 0;    // 0 = not
  UnixNs last_used_at = 0;  // to about a minute; 0 = never
};

struct EndpointFilter {
  std::optional<TenantId> tenant;  // nothing: all, for the operator
  std::string connector;           // empty = all
  EndpointId after = 0;            // cursor; 0 = from the oldest
  std::size_t limit = 100;
};

struct EndpointPage {
  std::vector<EndpointRow> endpoints;  // oldest first, without the revoked ones
  EndpointId next = 0;                 // cursor of the next page; 0 = no more
};

// Part of a Reader: its thread rule.
class EndpointReader {
 public:
  virtual ~EndpointReader() = default;
  virtual EndpointPage list_endpoints(const EndpointFilter&) = 0;
  // Not revoked, and of this tenant; nothing as tenant: anybody's.
  virtual std::optional<EndpointRow> find_endpoint(std::optional<TenantId>,
                                                   std::string_view public_id) = 0;
  // Revoked ones too.
  virtual std::optional<EndpointRow> endpoint_by_id(EndpointId) = 0;
  virtual std::vector<EndpointRow> endpoints_of(std::string_view connector) = 0;
};

// Part of a Store: callbacks run once, on the writer's thread, when the change is on disk.
class EndpointWrites {
 public:
  virtual ~EndpointWrites() = default;

  using Done = UniqueFunction<void(Result<EndpointRow>)>;

  // With a tenant_name the endpoint is that tenant's, which is made when new; else `tenant`'s. Sets
  // id, created_at, and the audit's tenant and resource. Errors: `endpoint_exists` (409) and, for a
  // 422, `too_many_endpoints`, `tenant_invalid`, `too_many_tenants`.
  virtual void create_endpoint(EndpointRow, AuditRecord, Done) = 0;

  struct Rotation {
    std::string sealed;          // the secret from now on
    bool keeps_previous = true;  // the one until now goes on beside it
  };
  // `tenant`: whose endpoint it must be; nothing: anybody's. Error `endpoint_not_found`, the same
  // for a foreign id.
  virtual void rotate_endpoint(std::optional<TenantId> tenant, std::string public_id, Rotation,
                               AuditRecord, Done) = 0;

  // Takes its token and secrets away for good; its events stay. Errors as above, also when it is
  // revoked already.
  virtual void revoke_endpoint(std::optional<TenantId> tenant, std::string public_id, AuditRecord,
                               Done) = 0;

  // Notes when an endpoint was last used; nobody waits for it.
  virtual void touch_endpoint(EndpointId, UnixNs at) = 0;
};

}  // namespace host::store
