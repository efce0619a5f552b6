// Endpoint: where one system delivers to — (tenant, connector, secrets) — ready for use on the hot
// path. EndpointTable finds it by the names in the URL.
//
// An endpoint is immutable; a changed connector gets another one. A request keeps the endpoint it
// started with, whatever is published meanwhile.
//
// Thread rule: put() and remove() by one thread at a time, the rest by any.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/base/snapshot.hpp"
#include "host/config/manifest.hpp"
#include "host/identity/identity_plan.hpp"
#include "host/ingest/code_checks.hpp"
#include "host/ingest/signature_verifier.hpp"
#include "host/store/records.hpp"

namespace host::ingest {

struct Endpoint {
  store::EndpointId id = 0;
  store::TenantId tenant = store::kDefaultTenant;
  std::string connector;
  std::shared_ptr<const config::Manifest> manifest;
  std::shared_ptr<const identity::IdentityPlan> plan;
  // Set by set_up_verification() (verify.hpp):
  std::vector<SignatureVerifier> verifiers;  // current secret, then previous
  std::shared_ptr<CodeChecks> code_checks;   // null unless the connector checks signatures itself
  std::string unconfigured;                  // set: why nothing can be verified; 503
};

class EndpointTable {
 public:
  // The connector's earlier endpoint, if any, is given back: requests may still use it.
  std::shared_ptr<const Endpoint> put(Endpoint endpoint);
  std::shared_ptr<const Endpoint> remove(const std::string& connector);

  // The connector's default endpoint; nullptr when there is none.
  std::shared_ptr<const Endpoint> find(std::string_view connector) const;
  // For the log and --dev: the known name most like this one.
  std::optional<std::string> nearest(std::string_view connector) const;

 private:
  using ByConnector = std::map<std::string, std::shared_ptr<const Endpoint>, std::less<>>;
  Snapshot<ByConnector> endpoints_;
};

}  // namespace host::ingest
