// ClaimFilter: says of a run of claims "surely not there" or "maybe". A Bloom filter in blocks of
// one cache line: the key names its block and its bits in it, so that looking up an absent key
// costs one line of memory and no page of the store.
//
// A key's block follows its place in the run: filled in key order, the blocks get ready in order,
// so that a run's filter is written along with its rows. About 0.15 % of absent keys look present.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "host/store/sqlite/inbox/claim.hpp"

namespace host::store::sqlite {

class ClaimFilter {
 public:
  static constexpr std::size_t kBlockBytes = 64;
  static constexpr std::size_t kClaimsPerBlock = 32;  // 16 bits for each claim

  static std::size_t blocks_for(std::size_t claims);

  explicit ClaimFilter(std::size_t blocks) : blocks_(blocks) {}

  void add(const ClaimKey& key);
  bool may_hold(const ClaimKey& key) const;

  std::size_t blocks() const { return blocks_.size(); }
  std::size_t size() const { return blocks_.size() * kBlockBytes; }  // in bytes
  std::size_t block_of(const ClaimKey& key) const;  // never falls when the key rises

  // As stored: the bytes of up to `count` blocks; load() takes them back, false when they do not
  // fit into this filter.
  std::string_view bytes(std::size_t first, std::size_t count) const;
  bool load(std::size_t first, std::string_view bytes);

 private:
  struct alignas(kBlockBytes) Block {
    unsigned char bytes[kBlockBytes] = {};
  };
  std::vector<Block> blocks_;
};

}  // namespace host::store::sqlite
