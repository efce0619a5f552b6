// SHA-256, HMAC and constant-time comparison over OpenSSL 3's EVP. Algorithms are fetched once per
// process, keys are set up once per secret; per call only a context is copied.
#pragma once

#include <array>
#include <cstddef>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace host::crypto {

using Sha256 = std::array<unsigned char, 32>;

Sha256 sha256(std::initializer_list<std::string_view> pieces);
inline Sha256 sha256(std::string_view bytes) { return sha256({bytes}); }

inline std::string_view as_text(const Sha256& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

enum class HmacAlgorithm { sha256, sha1, sha384, sha512 };

// A keyed HMAC. compute() may be called from any thread at once.
class Hmac {
 public:
  Hmac(HmacAlgorithm algorithm, std::string_view key);
  ~Hmac();
  Hmac(Hmac&&) noexcept;
  Hmac& operator=(Hmac&&) noexcept;

  // Raw bytes of the code over all pieces in order.
  std::string compute(std::initializer_list<std::string_view> pieces) const {
    return compute(pieces.begin(), pieces.size());
  }
  std::string compute(const std::vector<std::string_view>& pieces) const {
    return compute(pieces.data(), pieces.size());
  }

 private:
  std::string compute(const std::string_view* pieces, std::size_t count) const;
  struct State;
  std::unique_ptr<State> state_;
};

// Equal bytes, in time that depends on the lengths only.
bool constant_time_equal(std::string_view left, std::string_view right);

}  // namespace host::crypto
