// Ed25519 signatures (RFC 8032) over OpenSSL: keys as their 32 raw bytes, signatures as 64.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace host::crypto {

inline constexpr std::size_t kEd25519KeyBytes = 32;  // of a public key, and of a private seed
inline constexpr std::size_t kEd25519SignatureBytes = 64;

// Immutable; verify() from any thread.
class Ed25519PublicKey {
 public:
  // nullopt when these are not the bytes of a key.
  static std::optional<Ed25519PublicKey> from_bytes(std::string_view bytes);

  bool verify(std::string_view message, std::string_view signature) const;

 private:
  struct State;
  explicit Ed25519PublicKey(std::shared_ptr<const State> state) : state_(std::move(state)) {}
  std::shared_ptr<const State> state_;
};

// The sender's side, for sample deliveries and tests. `seed`: the private key's 32 bytes; nullopt
// when they are not.
std::optional<std::string> ed25519_sign(std::string_view seed, std::string_view message);
std::optional<std::string> ed25519_public_key(std::string_view seed);

}  // namespace host::crypto
