// Endpoint: where one system delivers to — (tenant, connector, secrets) — ready for use on the hot
// path. EndpointTable finds it by the connector's name and a token, or by name and tenant.
//
// An endpoint is immutable; a changed connector gets others. A request keeps the endpoint it
// started with, whatever is published meanwhile.
//
// Thread rule: put() and remove() by one thread at a time, the rest by any.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "host/base/snapshot.hpp"
#include "host/config/manifest.hpp"
#include "host/crypto/digest.hpp"
#include "host/dispatch/endpoint_scope.hpp"
#include "host/identity/identity_plan.hpp"
#include "host/ingest/code_checks.hpp"
#include "host/ingest/signature_verifier.hpp"
#include "host/ingest/stats.hpp"
#include "host/store/records.hpp"

namespace host::ingest {

// When an endpoint's last use was noted in the store.
struct EndpointUse {
  std::atomic<UnixNs> noted_at{0};
};

struct Endpoint {
  // Never null: whose it is. Unless told otherwise, the default tenant's.
  std::shared_ptr<const dispatch::EndpointScope> scope =
      std::make_shared<const dispatch::EndpointScope>();
  std::string connector;
  std::shared_ptr<const config::Manifest> manifest;
  std::shared_ptr<const identity::IdentityPlan> plan;
  std::shared_ptr<EndpointUse> use;  // null: nobody asks when it was used
  std::shared_ptr<IngestStats> stats = std::make_shared<IngestStats>();  // its connector's
  // Set by set_up_verification() (verify.hpp):
  std::vector<SignatureVerifier> verifiers;  // current secret, then previous
  std::shared_ptr<CodeChecks> code_checks;   // null unless the connector checks signatures itself
  std::string unconfigured;                  // set: why nothing can be verified; 503

  store::EndpointId id() const { return scope->id; }
  store::TenantId tenant() const { return scope->tenant; }
};

using EndpointPointer = std::shared_ptr<const Endpoint>;

// The endpoints of one connector. Tokens are known by their SHA-256 only, so how long a look-up
// takes says nothing about a token.
struct EndpointGroup {
  std::map<store::TenantId, EndpointPointer> defaults;  // by tenant
  std::unordered_map<std::string, EndpointPointer> by_token;

  std::vector<EndpointPointer> all() const;  // an endpoint with both: twice
};

class EndpointTable {
 public:
  using GroupPointer = std::shared_ptr<const EndpointGroup>;

  // The connector's earlier endpoints, if any, are given back: requests may still use them.
  GroupPointer put(const std::string& connector, EndpointGroup group);
  GroupPointer remove(const std::string& connector);

  // A tenant's default endpoint for the connector; nullptr when there is none.
  EndpointPointer find(std::string_view connector,
                       store::TenantId tenant = store::kDefaultTenant) const;
  // nullptr too when the token is one of another connector.
  EndpointPointer find_by_token(std::string_view connector, const crypto::Sha256& digest) const;
  // nullptr: no such connector.
  GroupPointer group(std::string_view connector) const;
  // For the log, for operators and --dev: the known name most like this one.
  std::optional<std::string> nearest(std::string_view connector) const;

 private:
  using ByConnector = std::map<std::string, GroupPointer, std::less<>>;
  Snapshot<ByConnector> groups_;
};

}  // namespace host::ingest
