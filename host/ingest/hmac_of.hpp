// The manifest's HMAC algorithms as crypto's.
#pragma once

#include <optional>

#include "host/config/manifest.hpp"
#include "host/crypto/digest.hpp"

namespace host::ingest {

// nullopt for what is no HMAC.
inline std::optional<crypto::HmacAlgorithm> hmac_of(config::SignatureAlgorithm algorithm) {
  switch (algorithm) {
    case config::SignatureAlgorithm::hmac_sha256:
      return crypto::HmacAlgorithm::sha256;
    case config::SignatureAlgorithm::hmac_sha1:
      return crypto::HmacAlgorithm::sha1;
    case config::SignatureAlgorithm::hmac_sha384:
      return crypto::HmacAlgorithm::sha384;
    case config::SignatureAlgorithm::hmac_sha512:
      return crypto::HmacAlgorithm::sha512;
    case config::SignatureAlgorithm::ed25519:
    case config::SignatureAlgorithm::from_prefix:
      break;
  }
  return std::nullopt;
}

}  // namespace host::ingest
