// SignatureVerifier: whether a request comes from who holds one secret, by the manifest's rules
// (contract 3): schemes signature, token, basic, jwt and none. (Scheme `code` asks the plugin:
// code_checks.hpp.)
//
// Immutable, cheap to copy; verify() from any thread.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "host/base/clock.hpp"
#include "host/base/error.hpp"
#include "host/config/manifest.hpp"
#include "host/http/request.hpp"
#include "host/ingest/proof.hpp"

namespace host::ingest {

class SignatureVerifier {
 public:
  // `secret` as configured; empty for scheme none. Error `secret_unusable`: why no delivery could
  // ever be verified with it, for the operator.
  static Result<SignatureVerifier> make(const config::SignatureSpec& rules,
                                        std::string_view secret);

  Verdict verify(const http::HeaderList& headers, std::string_view body, UnixNs now) const;

  // What the signature covers, as 16 bytes: the dedupe key of a delivery without an id.
  std::string signed_digest(const http::HeaderList& headers, std::string_view body) const;

  const config::SignatureSpec& rules() const { return *rules_; }

 private:
  SignatureVerifier() = default;

  std::shared_ptr<const config::SignatureSpec> rules_;
  std::shared_ptr<const Proof> proof_;  // null: nothing to prove (scheme none)
};

}  // namespace host::ingest
