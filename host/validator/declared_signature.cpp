// The manifest's own signature rules: signed here, verified by the host's SignatureVerifier.
#include <utility>

#include "host/base/text.hpp"
#include "host/config/signing_key.hpp"
#include "host/config/yaml_values.hpp"
#include "host/crypto/digest.hpp"
#include "host/ingest/hmac_of.hpp"
#include "host/ingest/signature_verifier.hpp"
#include "host/ingest/signed_parts.hpp"
#include "host/validator/session.hpp"
#include "host/validator/signature_judge.hpp"

namespace host::validator {
namespace {

using config::SignatureAlgorithm;
using config::SignatureSpec;
using ingest::SignatureVerifier;

// The algorithm, and what stands before the signature in its header.
struct Form {
  crypto::HmacAlgorithm algorithm;
  std::string prefix;
};

std::optional<Form> form_of(const SignatureSpec& rules) {
  if (rules.scheme != config::SignatureScheme::signature) return std::nullopt;
  if (rules.algorithm != SignatureAlgorithm::from_prefix) {
    const auto algorithm = ingest::hmac_of(rules.algorithm);
    if (!algorithm) return std::nullopt;
    return Form{*algorithm, rules.signature_prefix};
  }
  for (const auto& [name, algorithm] : rules.algorithms) {
    if (const auto hmac = ingest::hmac_of(algorithm)) return Form{*hmac, name + "="};
  }
  return std::nullopt;
}

class DeclaredJudge final : public SignatureJudge {
 public:
  DeclaredJudge(const SignatureSpec& rules, Form form, std::string secret_prefix,
                std::vector<SignatureVerifier> verifiers)
      : SignatureJudge(rules.encoding),
        rules_(rules),
        form_(std::move(form)),
        secret_prefix_(std::move(secret_prefix)),
        verifiers_(std::move(verifiers)) {}

  Result<std::string> sign(Signer signer, const std::string& body, UnixNs at) override {
    const auto key = config::signing_key(rules_, test_secret(rules_, secret_prefix_, signer));
    if (!key) return key.error();
    const Headers headers(*this, "", at);
    ingest::SignedParts parts;
    ingest::find_parts(rules_, headers.list, parts);
    const auto frame = ingest::signed_frame(rules_, parts);
    return crypto::Hmac(form_.algorithm, key->reveal()).compute({frame.before, body, frame.after});
  }

  // The current secret, then the previous one: the order of the host's intake.
  bool accepts(const std::string& text, const std::string& body, UnixNs at) override {
    const Headers headers(*this, text, at);
    for (const SignatureVerifier& verifier : verifiers_) {
      if (verifier.verify(headers.list, body, kVirtualNow) == ingest::Verdict::valid) return true;
    }
    return false;
  }

  bool judges_age() const override { return rules_.timestamp.has_value(); }

 private:
  // A request's headers. The list holds views of the texts.
  struct Headers {
    Headers(const DeclaredJudge& judge, const std::string& text, UnixNs at)
        : value(judge.form_.prefix + text) {
      const SignatureSpec& rules = judge.rules_;
      if (rules.timestamp) {
        time = timestamp_text(*rules.timestamp, at);
        // Stripe's way: the time is one item of the signature header.
        if (equals_ignore_case(rules.timestamp->header, rules.signature_header)) {
          value = time + rules.signature_separator + value;
        } else {
          list.add(rules.timestamp->header, time);
        }
      }
      if (!rules.id_header.empty()) list.add(rules.id_header, kTestDeliveryId);
      list.add(rules.signature_header, value);
    }
    Headers(const Headers&) = delete;
    Headers& operator=(const Headers&) = delete;

    std::string value;
    std::string time;
    http::HeaderList list;
  };

  const SignatureSpec rules_;
  const Form form_;
  const std::string secret_prefix_;
  const std::vector<SignatureVerifier> verifiers_;
};

}  // namespace

Result<std::unique_ptr<SignatureJudge>> make_declared_judge(const SignatureSpec& rules,
                                                            const std::string& secret_prefix) {
  auto form = form_of(rules);
  if (!form) return Error{"cannot_sign", "only HMAC signatures can be made here"};
  std::vector<SignatureVerifier> verifiers;
  for (const Signer signer : {Signer::current, Signer::previous}) {
    auto verifier = SignatureVerifier::make(rules, test_secret(rules, secret_prefix, signer));
    if (!verifier) return verifier.error();
    verifiers.push_back(std::move(*verifier));
  }
  return std::unique_ptr<SignatureJudge>(std::make_unique<DeclaredJudge>(
      rules, std::move(*form), secret_prefix, std::move(verifiers)));
}

}  // namespace host::validator
