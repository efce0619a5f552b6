// Proof: one scheme's way for a sender to prove that a delivery is its own, with one secret.
// Immutable; check() from any thread. Everything that is not proven is refused.
#pragma once

#include <memory>
#include <string_view>

#include "host/base/clock.hpp"
#include "host/config/manifest.hpp"
#include "host/config/secret_string.hpp"
#include "host/http/request.hpp"

namespace host::ingest {

enum class Verdict : std::uint8_t {
  valid,
  missing,  // the header that carries the proof is absent
  invalid,
  stale,        // proven, but signed outside the time window
  unavailable,  // could not be checked (scheme code): the sender should try again
};

class Proof {
 public:
  virtual ~Proof() = default;
  virtual Verdict check(const http::HeaderList& headers, std::string_view body,
                        UnixNs now) const = 0;
};

// HMAC or ed25519 over the signed content. `key` as config::signing_key() gives it.
std::unique_ptr<const Proof> make_signature_proof(const config::SignatureSpec& rules,
                                                  const config::SecretString& key);
// The secret itself in a header; Basic: as base64 of user:password.
std::unique_ptr<const Proof> make_token_proof(const config::SignatureSpec& rules,
                                              const config::SecretString& key);
// A JSON Web Token. It does not cover the body: only who sends, and when.
std::unique_ptr<const Proof> make_jwt_proof(const config::SignatureSpec& rules,
                                            const config::SecretString& key);

}  // namespace host::ingest
