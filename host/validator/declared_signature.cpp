// The manifest's own signature rules: proven here as a sender does, verified by the host's
// SignatureVerifier.
#include <utility>

#include "host/config/signing_key.hpp"
#include "host/crypto/base64.hpp"
#include "host/ingest/sender_proof.hpp"
#include "host/ingest/signature_verifier.hpp"
#include "host/validator/session.hpp"
#include "host/validator/signature_judge.hpp"

namespace host::validator {
namespace {

using config::SignatureScheme;
using config::SignatureSpec;
using ingest::SignatureVerifier;

class DeclaredJudge final : public SignatureJudge {
 public:
  DeclaredJudge(const SignatureSpec& rules, std::string secret_prefix,
                std::vector<SignatureVerifier> verifiers)
      : SignatureJudge(rules.encoding),
        rules_(rules),
        secret_prefix_(std::move(secret_prefix)),
        verifiers_(std::move(verifiers)) {}

  Result<std::string> sign(Signer signer, const std::string& body, UnixNs at) override {
    ingest::SenderSecrets secrets;
    secrets.secret = config::SecretString(test_secret(rules_, secret_prefix_, signer));
    secrets.private_key = config::SecretString(crypto::to_base64(test_key(signer)));
    auto proof = ingest::make_proof(rules_, secrets, body, kTestDeliveryId, at);
    if (!proof || !signs_body()) return proof;
    return config::decode_signature(rules_.encoding, *proof).value();
  }

  std::string text_of(const std::string& signature) const override {
    return signs_body() ? SignatureJudge::text_of(signature) : signature;
  }

  // The current secret, then the previous one: the order of the host's intake.
  bool accepts(const std::string& text, const std::string& body, UnixNs at) override {
    const auto sent = ingest::proof_headers(rules_, text, at);
    http::HeaderList headers;
    for (const auto& [name, value] : sent) headers.add(name, value);
    if (!rules_.id_header.empty()) headers.add(rules_.id_header, kTestDeliveryId);
    for (const SignatureVerifier& verifier : verifiers_) {
      if (verifier.verify(headers, body, kVirtualNow) == ingest::Verdict::valid) return true;
    }
    return false;
  }

  bool judges_age() const override { return rules_.timestamp.has_value(); }
  bool signs_body() const override { return rules_.scheme == SignatureScheme::signature; }

 private:
  const SignatureSpec rules_;
  const std::string secret_prefix_;
  const std::vector<SignatureVerifier> verifiers_;
};

}  // namespace

Result<std::unique_ptr<SignatureJudge>> make_declared_judge(const SignatureSpec& rules,
                                                            const std::string& secret_prefix) {
  std::vector<SignatureVerifier> verifiers;
  for (const Signer signer : {Signer::current, Signer::previous}) {
    auto verifier = SignatureVerifier::make(rules, test_secret(rules, secret_prefix, signer));
    if (!verifier) return verifier.error();
    verifiers.push_back(std::move(*verifier));
  }
  return std::unique_ptr<SignatureJudge>(
      std::make_unique<DeclaredJudge>(rules, secret_prefix, std::move(verifiers)));
}

}  // namespace host::validator
