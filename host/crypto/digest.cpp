#include "host/crypto/digest.hpp"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <stdexcept>

namespace host::crypto {
namespace {

void require(bool ok, const char* what) {
  if (!ok) throw std::runtime_error(std::string("OpenSSL: ") + what + " failed");
}

const EVP_MD* sha256_algorithm() {
  static EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  require(algorithm != nullptr, "fetching SHA256");
  return algorithm;
}

EVP_MAC* hmac_algorithm() {
  static EVP_MAC* const algorithm = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
  require(algorithm != nullptr, "fetching HMAC");
  return algorithm;
}

const char* digest_name(HmacAlgorithm algorithm) {
  switch (algorithm) {
    case HmacAlgorithm::sha1:
      return "SHA1";
    case HmacAlgorithm::sha384:
      return "SHA384";
    case HmacAlgorithm::sha512:
      return "SHA512";
    case HmacAlgorithm::sha256:
      break;
  }
  return "SHA256";
}

using MdContext = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;
using MacContext = std::unique_ptr<EVP_MAC_CTX, decltype(&EVP_MAC_CTX_free)>;

}  // namespace

Sha256 sha256(std::initializer_list<std::string_view> pieces) {
  thread_local const MdContext context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  require(context != nullptr, "EVP_MD_CTX_new");
  require(EVP_DigestInit_ex2(context.get(), sha256_algorithm(), nullptr) == 1, "digest init");
  for (const std::string_view piece : pieces) {
    require(EVP_DigestUpdate(context.get(), piece.data(), piece.size()) == 1, "digest update");
  }
  Sha256 out;
  require(EVP_DigestFinal_ex(context.get(), out.data(), nullptr) == 1, "digest final");
  return out;
}

struct Hmac::State {
  MacContext keyed{nullptr, &EVP_MAC_CTX_free};
};

Hmac::Hmac(HmacAlgorithm algorithm, std::string_view key) : state_(std::make_unique<State>()) {
  state_->keyed.reset(EVP_MAC_CTX_new(hmac_algorithm()));
  require(state_->keyed != nullptr, "EVP_MAC_CTX_new");
  std::string digest = digest_name(algorithm);
  const OSSL_PARAM params[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest.data(), digest.size()),
      OSSL_PARAM_construct_end()};
  require(EVP_MAC_init(state_->keyed.get(), reinterpret_cast<const unsigned char*>(key.data()),
                       key.size(), params) == 1,
          "HMAC key");
}

Hmac::~Hmac() = default;
Hmac::Hmac(Hmac&&) noexcept = default;
Hmac& Hmac::operator=(Hmac&&) noexcept = default;

std::string Hmac::compute(const std::string_view* pieces, std::size_t count) const {
  const MacContext context(EVP_MAC_CTX_dup(state_->keyed.get()), &EVP_MAC_CTX_free);
  require(context != nullptr, "EVP_MAC_CTX_dup");
  for (std::size_t i = 0; i < count; ++i) {
    require(EVP_MAC_update(context.get(), reinterpret_cast<const unsigned char*>(pieces[i].data()),
                           pieces[i].size()) == 1,
            "HMAC update");
  }
  std::string out(EVP_MAX_MD_SIZE, '\0');
  std::size_t length = 0;
  require(EVP_MAC_final(context.get(), reinterpret_cast<unsigned char*>(out.data()), &length,
                        out.size()) == 1,
          "HMAC final");
  out.resize(length);
  return out;
}

bool constant_time_equal(std::string_view left, std::string_view right) {
  return left.size() == right.size() && CRYPTO_memcmp(left.data(), right.data(), left.size()) == 0;
}

}  // namespace host::crypto
