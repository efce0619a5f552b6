#include "host/ingest/verify.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "host/config/signing_key.hpp"
#include "host/crypto/digest.hpp"
#include "host/ingest/answers.hpp"

namespace host::ingest {
namespace {

using config::SignatureScheme;

// What goes wrong with one secret; the others may still do.
std::optional<std::string> add_secret(Endpoint& endpoint, std::string_view secret,
                                      std::vector<config::SecretString>& code_keys) {
  const config::WebhookSpec& webhook = endpoint.manifest->webhook;
  if (const auto usable = config::check_secret(webhook, secret); !usable)
    return usable.error().message;
  const config::SignatureSpec& rules = *webhook.for_secret(secret);
  if (rules.scheme == SignatureScheme::code) {
    code_keys.push_back(std::move(config::signing_key(rules, secret).value()));
    return std::nullopt;
  }
  auto verifier = SignatureVerifier::make(rules, secret);
  if (!verifier) return verifier.error().message;
  endpoint.verifiers.push_back(std::move(*verifier));
  return std::nullopt;
}

// The first rules of `keys`, or the only ones, that leave the check to the connector.
const config::SignatureSpec& code_rules(const config::WebhookSpec& webhook) {
  const auto found = std::find_if(webhook.keys.begin(), webhook.keys.end(), [](const auto& key) {
    return key.signature.scheme == SignatureScheme::code;
  });
  return found == webhook.keys.end() ? webhook.signature : found->signature;
}

std::string secret_missing(const Endpoint& endpoint) {
  const std::string& id = endpoint.scope->shown_id;
  if (id == store::kDefaultEndpoint)
    return fmt::format("set {}", config::secret_name(endpoint.connector));
  return fmt::format("give it the sender's secret: amfs endpoint rotate {}", id);
}

const std::string& header_of(const Endpoint& endpoint) {
  if (!endpoint.verifiers.empty()) return endpoint.verifiers.front().rules().signature_header;
  return endpoint.code_checks ? endpoint.code_checks->rules().signature_header
                              : endpoint.manifest->webhook.signature.signature_header;
}

}  // namespace

void set_up_verification(Endpoint& endpoint, const config::ConnectorSecrets& secrets,
                         const std::shared_ptr<connector::ConnectorRuntime>& runtime) {
  const config::WebhookSpec& webhook = endpoint.manifest->webhook;
  if (!webhook.needs_secret()) {
    endpoint.verifiers.push_back(SignatureVerifier::make(webhook.signature, {}).value());
    return;
  }
  std::string fault = secret_missing(endpoint);
  std::vector<config::SecretString> code_keys;
  for (const config::SecretString* secret : {&secrets.current, &secrets.previous}) {
    if (secret->empty()) continue;
    if (auto why = add_secret(endpoint, secret->reveal(), code_keys)) fault = std::move(*why);
  }
  if (!code_keys.empty() && runtime) {
    endpoint.code_checks = std::make_shared<CodeChecks>(code_rules(webhook), code_keys, runtime,
                                                        endpoint.scope->shown_id);
  } else if (!code_keys.empty()) {
    fault = "the connector checks signatures in code and does not run; see its reason";
  }
  if (endpoint.verifiers.empty() && !endpoint.code_checks) endpoint.unconfigured = std::move(fault);
}

bool needs_key(const Endpoint& endpoint) { return !endpoint.manifest->webhook.needs_secret(); }

std::optional<http::Response> refuse_unsigned(const Endpoint& endpoint,
                                              const http::HeaderList& headers) {
  const auto carries = [&](const config::SignatureSpec& rules) {
    return rules.scheme == SignatureScheme::none || headers.count(rules.signature_header) != 0;
  };
  const bool any = std::any_of(endpoint.verifiers.begin(), endpoint.verifiers.end(),
                               [&](const auto& verifier) { return carries(verifier.rules()); }) ||
                   (endpoint.code_checks && carries(endpoint.code_checks->rules()));
  if (any) return std::nullopt;
  return signature_missing(header_of(endpoint));
}

// Current secret first, then the previous one. The answer says what was nearest to right.
Verification verify(const Endpoint& endpoint, const http::Request& request, UnixNs now) {
  Verification result{Verdict::missing, nullptr, header_of(endpoint)};
  for (const SignatureVerifier& verifier : endpoint.verifiers) {
    const Verdict verdict = verifier.verify(request.headers, request.body, now);
    if (verdict == Verdict::valid) return {verdict, &verifier, verifier.rules().signature_header};
    if (verdict == Verdict::missing || result.verdict == Verdict::stale) continue;
    result.verdict = verdict;
    result.header = verifier.rules().signature_header;
  }
  return result;
}

std::string signed_digest(const SignatureVerifier* by, const http::HeaderList& headers,
                          const std::string& body) {
  if (by != nullptr) return by->signed_digest(headers, body);
  return std::string(crypto::as_text(crypto::sha256(body)).substr(0, 16));
}

bool id_is_signed(const Endpoint& endpoint, const SignatureVerifier* by) {
  return by != nullptr && endpoint.manifest->id_is_signed(by->rules());
}

}  // namespace host::ingest
