#include "host/crypto/ed25519.hpp"

#include <openssl/evp.h>

namespace host::crypto {
namespace {

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Context = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

unsigned char* bytes_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

Key private_key(std::string_view seed) {
  if (seed.size() != kEd25519KeyBytes) return {nullptr, &EVP_PKEY_free};
  return {EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, bytes_of(seed), seed.size()),
          &EVP_PKEY_free};
}

}  // namespace

struct Ed25519PublicKey::State {
  Key key{nullptr, &EVP_PKEY_free};
};

std::optional<Ed25519PublicKey> Ed25519PublicKey::from_bytes(std::string_view bytes) {
  if (bytes.size() != kEd25519KeyBytes) return std::nullopt;
  auto state = std::make_shared<State>();
  state->key.reset(
      EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, bytes_of(bytes), bytes.size()));
  if (!state->key) return std::nullopt;
  return Ed25519PublicKey(std::move(state));
}

bool Ed25519PublicKey::verify(std::string_view message, std::string_view signature) const {
  if (signature.size() != kEd25519SignatureBytes) return false;
  const Context context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  return context &&
         EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, state_->key.get()) == 1 &&
         EVP_DigestVerify(context.get(), bytes_of(signature), signature.size(), bytes_of(message),
                          message.size()) == 1;
}

std::optional<std::string> ed25519_sign(std::string_view seed, std::string_view message) {
  const Key key = private_key(seed);
  const Context context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  std::string signature(kEd25519SignatureBytes, '\0');
  std::size_t size = signature.size();
  const bool done = key && context &&
                    EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
                    EVP_DigestSign(context.get(), bytes_of(signature), &size, bytes_of(message),
                                   message.size()) == 1;
  if (!done || size != signature.size()) return std::nullopt;
  return signature;
}

std::optional<std::string> ed25519_public_key(std::string_view seed) {
  const Key key = private_key(seed);
  std::string bytes(kEd25519KeyBytes, '\0');
  std::size_t size = bytes.size();
  if (!key || EVP_PKEY_get_raw_public_key(key.get(), bytes_of(bytes), &size) != 1)
    return std::nullopt;
  return bytes;
}

}  // namespace host::crypto
