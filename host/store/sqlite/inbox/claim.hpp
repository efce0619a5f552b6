// One dedupe claim as the claim table's parts pass it around: a key of an endpoint, the event that
// holds it, and until when.
//
// Keys are SHA-256 prefixes: any part of one is a hash, and they spread evenly over a run. Their
// order is the one of the tree `claims`: by the key's bytes, then by endpoint.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "host/store/records.hpp"

namespace host::store::sqlite {

inline constexpr std::size_t kClaimKeySize = 16;

struct ClaimKey {
  std::uint64_t high = 0, low = 0;  // the key's halves as big-endian numbers
  EndpointId endpoint = 0;
  bool operator==(const ClaimKey&) const = default;
  // The check takes the 0 that the compiler compares with for a pointer.
  auto operator<=>(const ClaimKey&) const = default;  // NOLINT(modernize-use-nullptr)
};

struct Claim {
  EventSeq seq = 0;
  UnixNs expires_at = 0;
};

inline ClaimKey claim_key(std::string_view bytes, EndpointId endpoint) {
  ClaimKey out{0, 0, endpoint};
  for (std::size_t i = 0; i < kClaimKeySize && i < bytes.size(); ++i) {
    std::uint64_t& half = i < kClaimKeySize / 2 ? out.high : out.low;
    half = half << 8U | static_cast<unsigned char>(bytes[i]);
  }
  return out;
}

// The key's bytes, to be bound to a statement; they live as long as this object.
class ClaimKeyBytes {
 public:
  explicit ClaimKeyBytes(const ClaimKey& key) {
    for (std::size_t i = 0; i < kClaimKeySize; ++i) {
      const std::uint64_t half = i < kClaimKeySize / 2 ? key.high : key.low;
      bytes_[i] = static_cast<char>(half >> (56U - 8U * (i % (kClaimKeySize / 2))) & 0xFFU);
    }
  }
  std::string_view view() const { return {bytes_.data(), bytes_.size()}; }

 private:
  std::array<char, kClaimKeySize> bytes_{};
};

// How far a piece of work got: `now` within the open transaction, `kept` what is committed.
template <class T>
struct Progress {
  T now{}, kept{};
  void committed() { kept = now; }
  void forget() { now = kept; }
};

}  // namespace host::store::sqlite
