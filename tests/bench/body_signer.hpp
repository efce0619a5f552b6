// Signs many bodies that differ only in their last bytes: HMAC-SHA256 is run over key and body once
// and kept, so a signature costs the tail (three SHA-256 blocks) and not ten kilobytes. The load
// generator shares the machine with the host it measures, so it must be cheap.
#pragma once

#include <openssl/sha.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace bench {

constexpr std::size_t kTailBytes = 40;
constexpr std::size_t kSignatureHexBytes = 64;

using Tail = std::array<char, kTailBytes>;

// White space that JSON allows after a value and that spells the low 40 bits of `id` (space = 0,
// tab = 1): it makes a body unique and leaves its meaning alone.
void write_unique_tail(std::uint64_t id, Tail& tail);

// Immutable after construction; sign() may be called from any thread.
class BodySigner {
 public:
  BodySigner(std::string_view secret, std::string_view body);

  // Writes the lower-case hex HMAC-SHA256 of body + tail to `hex` (kSignatureHexBytes characters).
  void sign(std::string_view tail, char* hex) const;

 private:
  SHA256_CTX inner_;  // after the inner pad and the body
  SHA256_CTX outer_;  // after the outer pad
};

}  // namespace bench
