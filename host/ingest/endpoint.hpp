// Endpoint: where one system delivers to — (tenant, connector, secrets) — ready for use on the hot
// path. EndpointTable finds it by the names in the URL.
//
// Both are built at start and immutable: any thread.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/config/manifest.hpp"
#include "host/identity/identity_plan.hpp"
#include "host/ingest/signature_verifier.hpp"
#include "host/store/records.hpp"

namespace host::ingest {

struct Endpoint {
  store::EndpointId id = 0;
  store::TenantId tenant = store::kDefaultTenant;
  std::string connector;
  std::shared_ptr<const config::Manifest> manifest;
  std::shared_ptr<const identity::IdentityPlan> plan;
  std::vector<SignatureVerifier> verifiers;  // current secret, then previous
  std::string unconfigured;                  // set: why nothing can be verified; 503

  const std::string& signature_header() const {
    return manifest->webhook.signature.signature_header;
  }
};

class EndpointTable {
 public:
  void add(Endpoint endpoint);

  // The connector's default endpoint; nullptr when there is none.
  const Endpoint* find(std::string_view connector) const;
  // For the log and --dev: the known name most like this one.
  std::optional<std::string> nearest(std::string_view connector) const;

 private:
  std::map<std::string, Endpoint, std::less<>> endpoints_;
};

}  // namespace host::ingest
