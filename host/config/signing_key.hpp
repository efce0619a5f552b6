// From a configured secret to the key that verifies: prefix stripped, text decoded (contract 3,
// key_prefix and key_encoding). A secret that cannot work is refused here, before it verifies
// anything: empty behind its prefix, too short, not the encoding the manifest says.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "host/base/error.hpp"
#include "host/config/manifest.hpp"
#include "host/config/secret_string.hpp"

namespace host::config {

inline constexpr std::size_t kMinTextSecretBytes = 8;  // of a secret somebody typed
inline constexpr std::size_t kMinBinaryKeyBytes = 16;  // of a decoded HMAC key
inline constexpr std::size_t kEd25519PublicBytes = 32;

// The key bytes. For token and basic: the whole secret, as it is compared. Errors
// (`secret_unusable`) say what to set and never repeat the secret.
Result<SecretString> signing_key(const SignatureSpec& rules, std::string_view secret);

// Whether this secret can verify deliveries at all: `keys` has an item for it, and it is a key.
Result<void> check_secret(const WebhookSpec& webhook, std::string_view secret);

// The bytes a signature's text stands for: hex of either case, or canonical base64
// (crypto/base64.hpp); nullopt for anything else. And back.
std::optional<std::string> decode_signature(SignatureEncoding encoding, std::string_view text);
std::string encode_signature(SignatureEncoding encoding, std::string_view bytes);

// A random secret of the form the manifest asks for, for `amfs serve --dev`. Nothing where no
// secret can be made up alone (ed25519 needs the sender's key pair).
std::string throw_away_secret(const WebhookSpec& webhook);

}  // namespace host::config
