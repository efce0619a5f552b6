// SealedBox: secrets at rest, AES-256-GCM with one key of the host. What is sealed is bound to a
// context (whose secret it is), so that a sealed text moved to another row does not open there.
//
// Immutable: any thread.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace host::crypto {

class SealedBox {
 public:
  static constexpr std::size_t kKeyBytes = 32;

  // `key` has kKeyBytes bytes; anything else throws std::invalid_argument.
  explicit SealedBox(std::string_view key);
  ~SealedBox();  // wipes the key
  SealedBox(const SealedBox&) = delete;
  SealedBox& operator=(const SealedBox&) = delete;

  // Raw bytes: a version, a random nonce, the encrypted secret, its tag. Throws std::runtime_error
  // when OpenSSL fails.
  std::string seal(std::string_view secret, std::string_view context) const;

  // Nothing unless these bytes were sealed by this key for this context. Wipe what comes out.
  std::optional<std::string> open(std::string_view sealed, std::string_view context) const;

 private:
  std::array<unsigned char, kKeyBytes> key_;
};

}  // namespace host::crypto
