#include "host/store/sqlite/inbox/claim_filter.hpp"

#include <algorithm>
#include <cstring>

namespace host::store::sqlite {
namespace {

constexpr unsigned kProbes = 7;       // bits for each claim: the best for 32 claims in 512 bits
constexpr unsigned kBitsOfPlace = 9;  // of the hash: a place among a block's 512 bits
static_assert((1U << kBitsOfPlace) == ClaimFilter::kBlockBytes * 8);
static_assert(kProbes * kBitsOfPlace <= 64);

// The block comes from the key's high half, the bits from its low half. An odd factor spreads an
// endpoint's number over all of them.
std::uint64_t places_of(const ClaimKey& key) {
  constexpr std::uint64_t kSpread = 0x9E3779B97F4A7C15U;  // 2^64 / golden ratio
  return key.low ^ (static_cast<std::uint64_t>(key.endpoint) * kSpread);
}

}  // namespace

std::size_t ClaimFilter::blocks_for(std::size_t claims) {
  return std::max<std::size_t>(1, (claims + kClaimsPerBlock - 1) / kClaimsPerBlock);
}

std::size_t ClaimFilter::block_of(const ClaimKey& key) const {
  return (key.high >> 32U) * blocks_.size() >> 32U;
}

void ClaimFilter::add(const ClaimKey& key) {
  Block& block = blocks_[block_of(key)];
  std::uint64_t places = places_of(key);
  for (unsigned i = 0; i < kProbes; ++i, places >>= kBitsOfPlace) {
    const auto place = static_cast<unsigned>(places % (kBlockBytes * 8));
    block.bytes[place / 8] = static_cast<unsigned char>(block.bytes[place / 8] | 1U << place % 8);
  }
}

bool ClaimFilter::may_hold(const ClaimKey& key) const {
  const Block& block = blocks_[block_of(key)];
  std::uint64_t places = places_of(key);
  for (unsigned i = 0; i < kProbes; ++i, places >>= kBitsOfPlace) {
    const auto place = static_cast<unsigned>(places % (kBlockBytes * 8));
    if ((block.bytes[place / 8] >> place % 8 & 1U) == 0) return false;
  }
  return true;
}

std::string_view ClaimFilter::bytes(std::size_t first, std::size_t count) const {
  const std::size_t end = std::min(blocks_.size(), first + count);
  return {reinterpret_cast<const char*>(blocks_[first].bytes), (end - first) * kBlockBytes};
}

bool ClaimFilter::load(std::size_t first, std::string_view bytes) {
  if (bytes.empty() || bytes.size() % kBlockBytes != 0 || first >= blocks_.size() ||
      bytes.size() / kBlockBytes > blocks_.size() - first) {
    return false;
  }
  std::memcpy(blocks_[first].bytes, bytes.data(), bytes.size());
  return true;
}

}  // namespace host::store::sqlite
