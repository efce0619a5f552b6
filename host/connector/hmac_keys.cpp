#include "host/connector/hmac_keys.hpp"

#include "amfs/abi/connector.h"
#include "host/config/signing_key.hpp"

namespace host::connector {

void HmacKeys::add(std::string_view key) {
  secrets_.push_back({crypto::Hmac(crypto::HmacAlgorithm::sha1, key),
                      crypto::Hmac(crypto::HmacAlgorithm::sha256, key),
                      crypto::Hmac(crypto::HmacAlgorithm::sha512, key)});
}

HmacAnswer HmacKeys::verify(std::uint32_t secret_index, std::uint32_t algorithm,
                            const std::vector<std::string_view>& pieces,
                            std::string_view candidate) const {
  if (secret_index >= secrets_.size()) return HmacAnswer::unsupported;
  const Secret& secret = secrets_[secret_index];
  const crypto::Hmac* hmac = algorithm == AMFS_HMAC_SHA1     ? &secret.sha1
                             : algorithm == AMFS_HMAC_SHA256 ? &secret.sha256
                             : algorithm == AMFS_HMAC_SHA512 ? &secret.sha512
                                                             : nullptr;
  if (hmac == nullptr) return HmacAnswer::unsupported;
  const auto decoded = config::decode_signature(encoding_, candidate);
  const std::string expected = hmac->compute(pieces);
  return decoded && crypto::constant_time_equal(*decoded, expected) ? HmacAnswer::match
                                                                    : HmacAnswer::mismatch;
}

}  // namespace host::connector
