#include "host/ingest/signature_verifier.hpp"

#include "host/config/signing_key.hpp"
#include "host/crypto/digest.hpp"
#include "host/ingest/signed_parts.hpp"

namespace host::ingest {
namespace {

using config::SignatureScheme;

std::unique_ptr<const Proof> make_proof(const config::SignatureSpec& rules,
                                        const config::SecretString& key) {
  switch (rules.scheme) {
    case SignatureScheme::signature:
      return make_signature_proof(rules, key);
    case SignatureScheme::token:
    case SignatureScheme::basic:
      return make_token_proof(rules, key);
    case SignatureScheme::jwt:
      return make_jwt_proof(rules, key);
    case SignatureScheme::code:
    case SignatureScheme::none:
      break;
  }
  return nullptr;
}

}  // namespace

Result<SignatureVerifier> SignatureVerifier::make(const config::SignatureSpec& rules,
                                                  std::string_view secret) {
  if (rules.scheme == SignatureScheme::code) {
    return Error{"secret_unusable", "scheme code is checked by the connector, which does not run"};
  }
  const auto key = config::signing_key(rules, secret);
  if (!key) return key.error();
  SignatureVerifier verifier;
  verifier.rules_ = std::make_shared<const config::SignatureSpec>(rules);
  verifier.proof_ = make_proof(rules, *key);
  return verifier;
}

Verdict SignatureVerifier::verify(const http::HeaderList& headers, std::string_view body,
                                  UnixNs now) const {
  if (proof_) return proof_->check(headers, body, now);
  return rules_->scheme == SignatureScheme::none ? Verdict::valid : Verdict::invalid;
}

std::string SignatureVerifier::signed_digest(const http::HeaderList& headers,
                                             std::string_view body) const {
  SignedFrame frame;
  if (rules_->scheme == SignatureScheme::signature) {
    SignedParts parts;
    find_parts(*rules_, headers, parts);
    frame = signed_frame(*rules_, parts);
  }
  const auto digest = crypto::sha256({frame.before, body, frame.after});
  return std::string(crypto::as_text(digest).substr(0, 16));
}

}  // namespace host::ingest
