// An IdentityPlan made of manifest text, and deliveries to show it.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "host/config/manifest_loader.hpp"
#include "host/identity/identity_plan.hpp"
#include "tests/support/catch.hpp"

namespace identity_test {

inline std::shared_ptr<const host::config::Manifest> manifest_of(const std::string& sections) {
  const std::string head =
      "name: sample\nversion: 1.0.0\ndescription: A sample\nauthor: AMFS\n"
      "entry_point: amfs_connector_sample:Sample\ndefault_entity_path: base\n"
      "event_types: [\"*\"]\n";
  const bool has_webhook = sections.find("webhook:") != std::string::npos;
  const std::string webhook = has_webhook ? "" : "webhook: {signature_header: X-Signature}\n";
  auto parsed = host::config::parse_manifest(head + webhook + sections, "connector.yaml");
  if (parsed.has_error()) FAIL(parsed.error().message);
  return std::make_shared<const host::config::Manifest>(std::move(parsed.value()));
}

class Delivery {
 public:
  Delivery(const std::string& sections, std::string body, host::identity::HeaderValues headers = {})
      : plan_(manifest_of(sections), "base"),
        headers_(std::move(headers)),
        scan_(host::json::scan(body, plan_.pointers())) {}

  std::string event_type() const { return plan_.event_type(evidence()); }
  std::string delivery_id() const { return plan_.delivery_id(evidence()); }
  host::UnixNs occurred_at() const { return plan_.occurred_at(evidence()); }
  std::string raw_path() const { return plan_.raw_path(evidence()); }
  std::optional<host::identity::HandshakeAnswer> handshake() const {
    return plan_.handshake(evidence(), event_type());
  }
  const host::identity::IdentityPlan& plan() const { return plan_; }

 private:
  host::identity::Evidence evidence() const { return {&scan_, &headers_}; }

  host::identity::IdentityPlan plan_;
  host::identity::HeaderValues headers_;
  host::json::Scan scan_;
};

}  // namespace identity_test
