// SignatureVerifiers made of manifest text, and header lists to show them.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "host/base/encoding.hpp"
#include "host/config/manifest_loader.hpp"
#include "host/crypto/digest.hpp"
#include "host/ingest/signature_verifier.hpp"
#include "tests/support/catch.hpp"

namespace ingest_test {

using host::ingest::Verdict;
using Fields = std::vector<std::pair<std::string, std::string>>;

inline constexpr host::UnixNs kNow = 1'531'420'618 * host::kNsPerSecond;  // of Slack's example

// GitHub docs, "Validating webhook deliveries".
inline constexpr char kGitHubSecret[] = "It's a Secret to Everybody";
inline constexpr char kGitHubBody[] = "Hello, World!";
inline constexpr char kGitHubHex[] =
    "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";

// `webhook`: the manifest's webhook section as a YAML flow map.
inline host::config::Manifest manifest_of(const std::string& webhook,
                                          const std::string& more = "") {
  auto parsed = host::config::parse_manifest(
      "name: sample\nversion: 1.0.0\ndescription: A sample\nauthor: AMFS\n"
      "entry_point: amfs_connector_sample:Sample\ndefault_entity_path: base\n"
      "event_types: [\"*\"]\nwebhook: " +
          webhook + "\n" + more,
      "connector.yaml");
  if (parsed.has_error()) FAIL(parsed.error().message);
  return std::move(parsed.value());
}

class Verifier {
 public:
  explicit Verifier(const std::string& webhook, const std::string& secret = kGitHubSecret)
      : Verifier(manifest_of(webhook), secret) {}
  Verifier(const host::config::Manifest& manifest, const std::string& secret)
      : verifier_(made(manifest, secret)) {}

  Verdict verify(const Fields& fields, const std::string& body = kGitHubBody,
                 host::UnixNs now = kNow) const {
    host::http::HeaderList headers;
    for (const auto& [name, value] : fields) headers.add(name, value);
    return verifier_.verify(headers, body, now);
  }
  std::string digest(const Fields& fields, const std::string& body) const {
    host::http::HeaderList headers;
    for (const auto& [name, value] : fields) headers.add(name, value);
    return verifier_.signed_digest(headers, body);
  }

 private:
  static host::ingest::SignatureVerifier made(const host::config::Manifest& manifest,
                                              const std::string& secret) {
    const auto* rules = manifest.webhook.for_secret(secret);
    if (rules == nullptr) FAIL("no rules for this secret");
    auto verifier = host::ingest::SignatureVerifier::make(*rules, secret);
    if (verifier.has_error()) FAIL(verifier.error().message);
    return std::move(verifier.value());
  }

  host::ingest::SignatureVerifier verifier_;
};

inline std::string hmac_hex(
    const std::string& secret, const std::string& text,
    host::crypto::HmacAlgorithm algorithm = host::crypto::HmacAlgorithm::sha256) {
  return host::to_hex(host::crypto::Hmac(algorithm, secret).compute({text}));
}

}  // namespace ingest_test
