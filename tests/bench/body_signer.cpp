// The low-level SHA-256 calls are deprecated in OpenSSL 3, but only they let a state be copied
// without an allocation.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "tests/bench/body_signer.hpp"

#include <algorithm>

namespace bench {
namespace {

constexpr unsigned char kInnerPad = 0x36;
constexpr unsigned char kOuterPad = 0x5c;

using Block = std::array<unsigned char, SHA256_CBLOCK>;
using Digest = std::array<unsigned char, SHA256_DIGEST_LENGTH>;

Block key_block(std::string_view secret) {
  Block block{};
  if (secret.size() > block.size()) {
    SHA256(reinterpret_cast<const unsigned char*>(secret.data()), secret.size(), block.data());
  } else {
    std::copy(secret.begin(), secret.end(), block.begin());
  }
  return block;
}

SHA256_CTX started_with(Block block, unsigned char pad) {
  for (unsigned char& byte : block) byte ^= pad;
  SHA256_CTX context;
  SHA256_Init(&context);
  SHA256_Update(&context, block.data(), block.size());
  return context;
}

}  // namespace

void write_unique_tail(std::uint64_t id, Tail& tail) {
  for (char& character : tail) {
    character = (id & 1) != 0 ? '\t' : ' ';
    id >>= 1;
  }
}

BodySigner::BodySigner(std::string_view secret, std::string_view body)
    : inner_(started_with(key_block(secret), kInnerPad)),
      outer_(started_with(key_block(secret), kOuterPad)) {
  SHA256_Update(&inner_, body.data(), body.size());
}

void BodySigner::sign(std::string_view tail, char* hex) const {
  Digest digest;
  SHA256_CTX context = inner_;
  SHA256_Update(&context, tail.data(), tail.size());
  SHA256_Final(digest.data(), &context);
  context = outer_;
  SHA256_Update(&context, digest.data(), digest.size());
  SHA256_Final(digest.data(), &context);
  static constexpr char kDigits[] = "0123456789abcdef";
  for (const unsigned char byte : digest) {
    *hex++ = kDigits[byte >> 4];
    *hex++ = kDigits[byte & 15];
  }
}

}  // namespace bench
