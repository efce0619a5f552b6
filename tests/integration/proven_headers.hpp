// The headers of a delivery that was signed by the rules of a manifest, as its provider does.
#pragma once

#include <string>

#include "host/base/clock.hpp"
#include "host/config/manifest_loader.hpp"
#include "host/ingest/sender_proof.hpp"
#include "tests/integration/test_host.hpp"

namespace integration {

// JSON, signed now. `id`: where the signature covers one. Not for public keys.
inline test::HttpHeaders proven_headers(const host::config::Manifest& manifest,
                                        const std::string& secret, const std::string& body,
                                        const std::string& id) {
  const auto* rules = manifest.webhook.for_secret(secret);
  REQUIRE(rules != nullptr);
  const host::UnixNs now = host::SystemClock().now_ns();
  const host::ingest::SenderSecrets secrets{host::config::SecretString(secret), {}};
  const auto proof = host::ingest::make_proof(*rules, secrets, body, id, now);
  REQUIRE(proof.has_value());
  test::HttpHeaders headers{{"Content-Type", "application/json"}};
  for (auto& [name, value] : host::ingest::proof_headers(*rules, *proof, now))
    headers.emplace_back(name, value);
  if (!rules->id_header.empty()) headers.emplace_back(rules->id_header, id);
  return headers;
}

}  // namespace integration
