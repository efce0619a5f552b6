// SHA-1, SHA-256, SHA-512 and HMAC for tests of signatures. The host's own cryptography is OpenSSL;
// these exist so that an author's test needs no library: slow, not constant-time, not for secrets
// that matter.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include "amfs/signature.hpp"

namespace amfs {
inline namespace v1 {
namespace testing {
namespace internal {

// FIPS 180-4: the fractional parts of the cube roots of the first 80 primes. SHA-256 uses the upper
// halves of the first 64.
inline constexpr std::array<std::uint64_t, 80> kCubeRoots = {
    0x428a2f98d728ae22U, 0x7137449123ef65cdU, 0xb5c0fbcfec4d3b2fU, 0xe9b5dba58189dbbcU,
    0x3956c25bf348b538U, 0x59f111f1b605d019U, 0x923f82a4af194f9bU, 0xab1c5ed5da6d8118U,
    0xd807aa98a3030242U, 0x12835b0145706fbeU, 0x243185be4ee4b28cU, 0x550c7dc3d5ffb4e2U,
    0x72be5d74f27b896fU, 0x80deb1fe3b1696b1U, 0x9bdc06a725c71235U, 0xc19bf174cf692694U,
    0xe49b69c19ef14ad2U, 0xefbe4786384f25e3U, 0x0fc19dc68b8cd5b5U, 0x240ca1cc77ac9c65U,
    0x2de92c6f592b0275U, 0x4a7484aa6ea6e483U, 0x5cb0a9dcbd41fbd4U, 0x76f988da831153b5U,
    0x983e5152ee66dfabU, 0xa831c66d2db43210U, 0xb00327c898fb213fU, 0xbf597fc7beef0ee4U,
    0xc6e00bf33da88fc2U, 0xd5a79147930aa725U, 0x06ca6351e003826fU, 0x142929670a0e6e70U,
    0x27b70a8546d22ffcU, 0x2e1b21385c26c926U, 0x4d2c6dfc5ac42aedU, 0x53380d139d95b3dfU,
    0x650a73548baf63deU, 0x766a0abb3c77b2a8U, 0x81c2c92e47edaee6U, 0x92722c851482353bU,
    0xa2bfe8a14cf10364U, 0xa81a664bbc423001U, 0xc24b8b70d0f89791U, 0xc76c51a30654be30U,
    0xd192e819d6ef5218U, 0xd69906245565a910U, 0xf40e35855771202aU, 0x106aa07032bbd1b8U,
    0x19a4c116b8d2d0c8U, 0x1e376c085141ab53U, 0x2748774cdf8eeb99U, 0x34b0bcb5e19b48a8U,
    0x391c0cb3c5c95a63U, 0x4ed8aa4ae3418acbU, 0x5b9cca4f7763e373U, 0x682e6ff3d6b2b8a3U,
    0x748f82ee5defb2fcU, 0x78a5636f43172f60U, 0x84c87814a1f0ab72U, 0x8cc702081a6439ecU,
    0x90befffa23631e28U, 0xa4506cebde82bde9U, 0xbef9a3f7b2c67915U, 0xc67178f2e372532bU,
    0xca273eceea26619cU, 0xd186b8c721c0c207U, 0xeada7dd6cde0eb1eU, 0xf57d4f7fee6ed178U,
    0x06f067aa72176fbaU, 0x0a637dc5a2c898a6U, 0x113f9804bef90daeU, 0x1b710b35131c471bU,
    0x28db77f523047d84U, 0x32caab7b40c72493U, 0x3c9ebe0a15c9bebcU, 0x431d67c49c100d4cU,
    0x4cc5d4becb3e42b6U, 0x597f299cfc657e2aU, 0x5fcb6fab3ad6faecU, 0x6c44198c4a475817U};

// The fractional parts of the square roots of the first 8 primes.
inline constexpr std::array<std::uint64_t, 8> kSquareRoots = {
    0x6a09e667f3bcc908U, 0xbb67ae8584caa73bU, 0x3c6ef372fe94f82bU, 0xa54ff53a5f1d36f1U,
    0x510e527fade682d1U, 0x9b05688c2b3e6c1fU, 0x1f83d9abfb41bd6bU, 0x5be0cd19137e2179U};

template <class Word>
constexpr Word rotate_right(Word value, unsigned count) {
  return static_cast<Word>((value >> count) | (value << (sizeof(Word) * 8 - count)));
}

// The text with the padding of FIPS 180-4, 5.1: a one bit, zeros, the length in bits.
inline std::string padded(std::string_view text, std::size_t block_size, std::size_t length_size) {
  std::string out(text);
  out += static_cast<char>(0x80);
  while ((out.size() + length_size) % block_size != 0) out += '\0';
  out.append(length_size - 8, '\0');
  const std::uint64_t bits = static_cast<std::uint64_t>(text.size()) * 8;
  for (int shift = 56; shift >= 0; shift -= 8) out += static_cast<char>(bits >> shift & 0xFF);
  return out;
}

template <class Word>
Word load_big_endian(const char* bytes) {
  Word word = 0;
  for (std::size_t i = 0; i < sizeof(Word); ++i) {
    word = static_cast<Word>(word << 8 | static_cast<unsigned char>(bytes[i]));
  }
  return word;
}

template <class Words>
std::string store_big_endian(const Words& words) {
  std::string out;
  for (const auto word : words) {
    for (std::size_t i = sizeof(word); i > 0; --i) {
      out += static_cast<char>(word >> (8 * (i - 1)) & 0xFF);
    }
  }
  return out;
}

// The rotations that tell SHA-256 from SHA-512.
template <class Word>
struct Sha2Rotations;
template <>
struct Sha2Rotations<std::uint32_t> {
  static constexpr unsigned kState[] = {2, 13, 22, 6, 11, 25};
  static constexpr unsigned kSchedule[] = {7, 18, 3, 17, 19, 10};
  static constexpr std::size_t kRounds = 64;
};
template <>
struct Sha2Rotations<std::uint64_t> {
  static constexpr unsigned kState[] = {28, 34, 39, 14, 18, 41};
  static constexpr unsigned kSchedule[] = {1, 8, 7, 19, 61, 6};
  static constexpr std::size_t kRounds = 80;
};

template <class Word>
constexpr Word upper_part(std::uint64_t value) {
  return static_cast<Word>(value >> (64 - sizeof(Word) * 8));
}

template <class Word>
void sha2_block(std::array<Word, 8>& state, const char* block) {
  using R = Sha2Rotations<Word>;
  std::array<Word, R::kRounds> w{};
  for (std::size_t t = 0; t < 16; ++t) w[t] = load_big_endian<Word>(block + t * sizeof(Word));
  const auto mix = [](Word x, const unsigned* r) {
    return static_cast<Word>(rotate_right(x, r[0]) ^ rotate_right(x, r[1]) ^ (x >> r[2]));
  };
  for (std::size_t t = 16; t < R::kRounds; ++t) {
    w[t] = static_cast<Word>(mix(w[t - 2], R::kSchedule + 3) + w[t - 7] +
                             mix(w[t - 15], R::kSchedule) + w[t - 16]);
  }
  const auto spin = [](Word x, const unsigned* r) {
    return static_cast<Word>(rotate_right(x, r[0]) ^ rotate_right(x, r[1]) ^ rotate_right(x, r[2]));
  };
  std::array<Word, 8> v = state;  // a b c d e f g h
  for (std::size_t t = 0; t < R::kRounds; ++t) {
    const Word choice = static_cast<Word>((v[4] & v[5]) ^ (~v[4] & v[6]));
    const Word majority = static_cast<Word>((v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]));
    const Word one = static_cast<Word>(v[7] + spin(v[4], R::kState + 3) + choice +
                                       upper_part<Word>(kCubeRoots[t]) + w[t]);
    const Word two = static_cast<Word>(spin(v[0], R::kState) + majority);
    v = {static_cast<Word>(one + two),  v[0], v[1], v[2],
         static_cast<Word>(v[3] + one), v[4], v[5], v[6]};
  }
  for (std::size_t i = 0; i < 8; ++i) state[i] = static_cast<Word>(state[i] + v[i]);
}

template <class Word>
std::string sha2(std::string_view text) {
  constexpr std::size_t kBlock = 16 * sizeof(Word);
  std::array<Word, 8> state{};
  for (std::size_t i = 0; i < 8; ++i) state[i] = upper_part<Word>(kSquareRoots[i]);
  const std::string blocks = padded(text, kBlock, 2 * sizeof(Word));
  for (std::size_t at = 0; at < blocks.size(); at += kBlock) sha2_block(state, blocks.data() + at);
  return store_big_endian(state);
}

inline void sha1_block(std::array<std::uint32_t, 5>& state, const char* block) {
  const auto left = [](std::uint32_t x, unsigned count) { return rotate_right(x, 32 - count); };
  std::array<std::uint32_t, 80> w{};
  for (std::size_t t = 0; t < 16; ++t) w[t] = load_big_endian<std::uint32_t>(block + t * 4);
  for (std::size_t t = 16; t < 80; ++t) {
    w[t] = left(w[t - 3] ^ w[t - 8] ^ w[t - 14] ^ w[t - 16], 1);
  }
  auto [a, b, c, d, e] = state;
  for (std::size_t t = 0; t < 80; ++t) {
    const std::uint32_t f = t < 20   ? (b & c) ^ (~b & d)
                            : t < 40 ? b ^ c ^ d
                            : t < 60 ? (b & c) ^ (b & d) ^ (c & d)
                                     : b ^ c ^ d;
    constexpr std::uint32_t kConstants[] = {0x5a827999U, 0x6ed9eba1U, 0x8f1bbcdcU, 0xca62c1d6U};
    const std::uint32_t next = left(a, 5) + f + e + kConstants[t / 20] + w[t];
    e = d;
    d = c;
    c = left(b, 30);
    b = a;
    a = next;
  }
  const std::array<std::uint32_t, 5> out = {a, b, c, d, e};
  for (std::size_t i = 0; i < 5; ++i) state[i] += out[i];
}

inline std::string sha1(std::string_view text) {
  std::array<std::uint32_t, 5> state = {0x67452301U, 0xefcdab89U, 0x98badcfeU, 0x10325476U,
                                        0xc3d2e1f0U};
  const std::string blocks = padded(text, 64, 8);
  for (std::size_t at = 0; at < blocks.size(); at += 64) sha1_block(state, blocks.data() + at);
  return store_big_endian(state);
}

}  // namespace internal

// The digest's raw bytes.
inline std::string digest(Hmac algorithm, std::string_view text) {
  switch (algorithm) {
    case Hmac::sha1:
      return internal::sha1(text);
    case Hmac::sha512:
      return internal::sha2<std::uint64_t>(text);
    case Hmac::sha256:
      break;
  }
  return internal::sha2<std::uint32_t>(text);
}

// RFC 2104, over the joined text; raw bytes.
inline std::string hmac(Hmac algorithm, std::string_view key, std::string_view text) {
  const std::size_t block = algorithm == Hmac::sha512 ? 128 : 64;
  std::string inner = key.size() > block ? digest(algorithm, key) : std::string(key);
  inner.resize(block, '\0');
  std::string outer = inner;
  for (char& c : inner) c = static_cast<char>(c ^ 0x36);
  for (char& c : outer) c = static_cast<char>(c ^ 0x5C);
  return digest(algorithm, outer + digest(algorithm, inner.append(text)));
}

}  // namespace testing
}  // namespace v1
}  // namespace amfs
