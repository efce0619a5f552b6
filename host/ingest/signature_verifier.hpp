// SignatureVerifier: whether a request was signed with one secret, by the manifest's rules
// (contract 3). Scheme `signature` with HMAC and hexadecimal text; what else the grammar allows is
// refused at load (unsupported()), never treated as verified.
//
// Immutable; verify() from any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "host/base/clock.hpp"
#include "host/base/error.hpp"
#include "host/config/manifest.hpp"
#include "host/crypto/digest.hpp"
#include "host/http/request.hpp"

namespace host::ingest {

enum class Verdict : std::uint8_t { valid, missing, invalid, stale };

class SignatureVerifier {
 public:
  // Set: why these rules cannot be checked by this host.
  static std::optional<std::string> unsupported(const config::SignatureSpec& rules);

  SignatureVerifier(config::SignatureSpec rules, std::string_view secret);

  Verdict verify(const http::HeaderList& headers, std::string_view body, UnixNs now) const;

  // What the signature covers, as 16 bytes: the dedupe key of a delivery without an id.
  std::string signed_digest(const http::HeaderList& headers, std::string_view body) const;

 private:
  struct Signed {
    std::string before;  // signed content up to {body}
    std::string after;
  };
  Signed signed_content(const http::HeaderList& headers) const;
  Verdict check_time(const http::HeaderList& headers, UnixNs now) const;
  std::string_view timestamp(const http::HeaderList& headers) const;
  bool matches(std::string_view candidate, const std::string& expected) const;

  config::SignatureSpec rules_;
  crypto::Hmac hmac_;
};

}  // namespace host::ingest
