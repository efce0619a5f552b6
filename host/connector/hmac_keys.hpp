// HmacKeys: the HMAC service of a `scheme: code` connector: its secrets, ready in every algorithm
// the ABI knows. Immutable once filled; verify() from any thread.
#pragma once

#include <vector>

#include "host/config/manifest.hpp"
#include "host/connector/runtime.hpp"
#include "host/crypto/digest.hpp"

namespace host::connector {

class HmacKeys final : public HmacService {
 public:
  explicit HmacKeys(config::SignatureEncoding encoding) : encoding_(encoding) {}

  // The next secret's index is how many there are.
  void add(std::string_view key);
  std::uint32_t count() const { return static_cast<std::uint32_t>(secrets_.size()); }

  HmacAnswer verify(std::uint32_t secret_index, std::uint32_t algorithm,
                    const std::vector<std::string_view>& pieces,
                    std::string_view candidate) const override;

 private:
  struct Secret {
    crypto::Hmac sha1, sha256, sha512;
  };
  const config::SignatureEncoding encoding_;
  std::vector<Secret> secrets_;
};

}  // namespace host::connector
