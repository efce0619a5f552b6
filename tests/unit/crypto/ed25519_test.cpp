// Ed25519: RFC 8032's vectors, and that nothing else verifies.
#include "host/crypto/ed25519.hpp"

#include "host/base/encoding.hpp"
#include "tests/support/catch.hpp"

using namespace host::crypto;  // NOLINT(google-build-using-namespace)
using host::from_hex;
using host::to_hex;

namespace {

struct Vector {
  std::string seed, key, message, signature;
};

// RFC 8032 section 7.1, tests 1 to 3.
std::vector<Vector> vectors() {
  const auto bytes = [](const char* hex) { return from_hex(hex).value(); };
  return {{bytes("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"),
           bytes("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"), "",
           bytes("e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bac"
                 "c61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b")},
          {bytes("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"),
           bytes("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"), "\x72",
           bytes("92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e"
                 "458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00")},
          {bytes("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7"),
           bytes("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025"), "\xaf\x82",
           bytes("6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290"
                 "ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a")}};
}

}  // namespace

TEST_CASE("Ed25519 of RFC 8032, both ways", "[crypto]") {
  for (const Vector& vector : vectors()) {
    INFO(to_hex(vector.message));
    CHECK(ed25519_public_key(vector.seed) == vector.key);
    CHECK(ed25519_sign(vector.seed, vector.message) == vector.signature);
    const auto key = Ed25519PublicKey::from_bytes(vector.key);
    REQUIRE(key);
    CHECK(key->verify(vector.message, vector.signature));
  }
}

TEST_CASE("another message, key or signature does not verify", "[crypto]") {
  const Vector good = vectors()[2];
  const auto key = Ed25519PublicKey::from_bytes(good.key);
  REQUIRE(key);
  CHECK_FALSE(key->verify(good.message + "x", good.signature));
  CHECK_FALSE(Ed25519PublicKey::from_bytes(vectors()[0].key)->verify(good.message, good.signature));
  for (std::size_t i = 0; i < good.signature.size(); ++i) {
    std::string bad = good.signature;
    bad[i] = static_cast<char>(bad[i] ^ 1);
    CHECK_FALSE(key->verify(good.message, bad));
    CHECK_FALSE(key->verify(good.message, good.signature.substr(0, i)));
  }
  CHECK_FALSE(key->verify(good.message, good.signature + '\0'));
}

TEST_CASE("bytes of another length are no key", "[crypto]") {
  for (const std::size_t size : {0U, 1U, 31U, 33U, 64U}) {
    CHECK_FALSE(Ed25519PublicKey::from_bytes(std::string(size, '\1')));
    CHECK_FALSE(ed25519_sign(std::string(size, '\1'), "x"));
    CHECK_FALSE(ed25519_public_key(std::string(size, '\1')));
  }
}
