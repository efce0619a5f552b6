// Schemes `token` and `basic`: the sender shows the secret itself.
#include "host/base/text.hpp"
#include "host/crypto/base64.hpp"
#include "host/crypto/digest.hpp"
#include "host/ingest/proof.hpp"
#include "host/ingest/signed_parts.hpp"

namespace host::ingest {
namespace {

using config::SignatureScheme;

// The token in the header's value; nothing when it is not in the form the scheme asks for.
std::optional<std::string> shown_token(const config::SignatureSpec& rules, std::string_view value) {
  constexpr std::string_view kBasic = "Basic ";
  const std::string_view prefix =
      rules.scheme == SignatureScheme::basic ? kBasic : std::string_view(rules.signature_prefix);
  // RFC 9110 11.1: the name of an authentication scheme is case-insensitive; a token's prefix is
  // not.
  const bool fits = rules.scheme == SignatureScheme::basic
                        ? equals_ignore_case(value.substr(0, prefix.size()), prefix)
                        : value.starts_with(prefix);
  if (!fits) return std::nullopt;
  value.remove_prefix(prefix.size());
  if (rules.scheme == SignatureScheme::basic) return crypto::from_base64(trim(value));
  return std::string(value);
}

class TokenProof final : public Proof {
 public:
  TokenProof(const config::SignatureSpec& rules, const config::SecretString& key)
      : rules_(rules), digest_(crypto::sha256(key.reveal())) {}

  Verdict check(const http::HeaderList& headers, std::string_view /*body*/,
                UnixNs /*now*/) const override {
    SignedParts parts;
    if (const Verdict found = find_parts(rules_, headers, parts); found != Verdict::valid)
      return found;
    const auto token = shown_token(rules_, parts.signature);
    if (!token) return Verdict::invalid;
    // Digests have one length: the time says nothing about the secret's.
    const crypto::Sha256 shown = crypto::sha256(*token);
    return crypto::constant_time_equal(crypto::as_text(shown), crypto::as_text(digest_))
               ? Verdict::valid
               : Verdict::invalid;
  }

 private:
  const config::SignatureSpec rules_;
  const crypto::Sha256 digest_;
};

}  // namespace

std::unique_ptr<const Proof> make_token_proof(const config::SignatureSpec& rules,
                                              const config::SecretString& key) {
  return std::make_unique<TokenProof>(rules, key);
}

}  // namespace host::ingest
