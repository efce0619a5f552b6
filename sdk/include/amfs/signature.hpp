// SignatureCheck: what validate_signature of a `scheme: code` connector works with. Secrets stay in
// the host, which computes and compares the HMAC. Every view ends when validate_signature returns.
//
// Thread tag: [call], only on the thread that validate_signature runs on.
#pragma once

#include <initializer_list>
#include <string_view>
#include <vector>

#include "amfs/abi/connector.h"
#include "amfs/detail/abi_text.hpp"
#include "amfs/event.hpp"
#include "amfs/time.hpp"

namespace amfs {
inline namespace v1 {

enum class Hmac : std::uint32_t {
  sha1 = AMFS_HMAC_SHA1,
  sha256 = AMFS_HMAC_SHA256,
  sha512 = AMFS_HMAC_SHA512
};

class SignatureCheck {
 public:
  explicit SignatureCheck(const amfs_sigcheck& check) : check_(check) {}

  // The raw bytes, before anything was parsed.
  std::string_view body() const { return detail::from_abi(check_.body); }
  // One candidate of the signature header, prefix stripped, still encoded.
  std::string_view signature() const { return detail::from_abi(check_.signature); }
  // Texts of the headers that the manifest names as timestamp and id; "" when not sent.
  std::string_view timestamp() const { return detail::from_abi(check_.timestamp); }
  std::string_view id() const { return detail::from_abi(check_.id); }
  std::string_view method() const { return detail::from_abi(check_.method); }
  // Path and query as requested; an endpoint token is replaced by the endpoint's id.
  std::string_view url() const { return detail::from_abi(check_.url); }
  // Any header of the request; "" when it was not sent.
  std::string_view header(std::string_view name) const {
    return detail::find_header(check_.headers, check_.header_count, name);
  }
  Time received_at() const { return from_unix_ns(check_.received_unix_ns); }
  // How far timestamp() may be from received_at(), by the manifest; the host checks it as well.
  std::chrono::nanoseconds tolerance() const {
    return std::chrono::nanoseconds(check_.tolerance_ns);
  }

  // Whether signature(), or `candidate` in the manifest's encoding, is the HMAC of the joined
  // pieces under one of the configured secrets (two while one is being rotated). In constant time.
  // False for anything that cannot be right.
  bool verify(Hmac algorithm, std::initializer_list<std::string_view> pieces) const {
    return verify(algorithm, pieces, signature());
  }
  bool verify(Hmac algorithm, std::initializer_list<std::string_view> pieces,
              std::string_view candidate) const {
    std::vector<amfs_str> parts;
    for (const std::string_view piece : pieces) parts.push_back(detail::to_abi(piece));
    for (std::uint32_t secret = 0; secret < check_.secret_count; ++secret) {
      if (check_.verify_hmac(&check_, secret, static_cast<std::uint32_t>(algorithm), parts.data(),
                             static_cast<std::uint32_t>(parts.size()),
                             detail::to_abi(candidate)) == AMFS_OK) {
        return true;
      }
    }
    return false;
  }

 private:
  const amfs_sigcheck& check_;
};

}  // namespace v1
}  // namespace amfs
