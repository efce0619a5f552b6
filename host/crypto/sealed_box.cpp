#include "host/crypto/sealed_box.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <algorithm>
#include <climits>
#include <memory>
#include <stdexcept>

#include "host/base/encoding.hpp"

namespace host::crypto {
namespace {

constexpr char kVersion = 1;
constexpr std::size_t kNonceBytes = 12;
constexpr std::size_t kTagBytes = 16;
constexpr std::size_t kHeadBytes = 1 + kNonceBytes;

using Context = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

const unsigned char* bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* bytes(std::string& text, std::size_t from) {
  return reinterpret_cast<unsigned char*>(text.data() + from);
}

bool fits(std::string_view text) { return text.size() <= INT_MAX; }

// The version byte is under the tag too.
bool add_context(EVP_CIPHER_CTX* cipher, std::string_view context, bool seals) {
  const auto update = seals ? EVP_EncryptUpdate : EVP_DecryptUpdate;
  const auto version = static_cast<unsigned char>(kVersion);
  int size = 0;
  return update(cipher, nullptr, &size, &version, 1) == 1 &&
         update(cipher, nullptr, &size, bytes(context), static_cast<int>(context.size())) == 1;
}

}  // namespace

SealedBox::SealedBox(std::string_view key) {
  if (key.size() != kKeyBytes) throw std::invalid_argument("a sealing key has 32 bytes");
  std::copy(key.begin(), key.end(), key_.begin());
}

SealedBox::~SealedBox() { OPENSSL_cleanse(key_.data(), key_.size()); }

std::string SealedBox::seal(std::string_view secret, std::string_view context) const {
  std::string out = kVersion + random_bytes(kNonceBytes);
  out.resize(kHeadBytes + secret.size() + kTagBytes);
  const Context cipher(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
  int size = 0;
  const bool done =
      fits(secret) && fits(context) && cipher &&
      EVP_EncryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, key_.data(), bytes(out, 1)) ==
          1 &&
      add_context(cipher.get(), context, true) &&
      EVP_EncryptUpdate(cipher.get(), bytes(out, kHeadBytes), &size, bytes(secret),
                        static_cast<int>(secret.size())) == 1 &&
      EVP_EncryptFinal_ex(cipher.get(), bytes(out, kHeadBytes + secret.size()), &size) == 1 &&
      EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_GET_TAG, kTagBytes,
                          bytes(out, kHeadBytes + secret.size())) == 1;
  if (!done) throw std::runtime_error("a secret could not be sealed");
  return out;
}

std::optional<std::string> SealedBox::open(std::string_view sealed,
                                           std::string_view context) const {
  if (sealed.size() < kHeadBytes + kTagBytes || sealed.front() != kVersion || !fits(sealed) ||
      !fits(context)) {
    return std::nullopt;
  }
  const std::string_view hidden = sealed.substr(kHeadBytes, sealed.size() - kHeadBytes - kTagBytes);
  std::string tag(sealed.substr(sealed.size() - kTagBytes));
  // One byte more: OpenSSL wants a place to write to even for an empty secret.
  std::string secret(hidden.size() + 1, '\0');
  const Context cipher(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
  int size = 0;
  const bool genuine =
      cipher &&
      EVP_DecryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, key_.data(),
                         bytes(sealed.substr(1))) == 1 &&
      add_context(cipher.get(), context, false) &&
      EVP_DecryptUpdate(cipher.get(), bytes(secret, 0), &size, bytes(hidden),
                        static_cast<int>(hidden.size())) == 1 &&
      EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_SET_TAG, kTagBytes, tag.data()) == 1 &&
      EVP_DecryptFinal_ex(cipher.get(), bytes(secret, hidden.size()), &size) == 1;
  if (!genuine) {
    OPENSSL_cleanse(secret.data(), secret.size());
    return std::nullopt;
  }
  secret.pop_back();
  return secret;
}

}  // namespace host::crypto
