// SHA-256 and HMAC against published vectors (FIPS 180-2, RFC 4231, RFC 2202).
#include "host/crypto/digest.hpp"

#include <atomic>
#include <thread>

#include "host/base/encoding.hpp"
#include "tests/support/catch.hpp"

using namespace host::crypto;  // NOLINT(google-build-using-namespace)
using host::from_hex;
using host::to_hex;

namespace {

std::string sha256_hex(std::string_view text) { return to_hex(as_text(sha256(text))); }

std::string hmac_hex(HmacAlgorithm algorithm, const std::string& key, const std::string& data) {
  return to_hex(Hmac(algorithm, key).compute({data}));
}

struct HmacVector {
  std::string key;
  std::string data;
  const char* sha256;
  const char* sha512;
};

std::string repeat(char byte, std::size_t count) { return std::string(count, byte); }

// RFC 4231, cases 1 to 4, 6 and 7 (5 is about truncation, which nobody may do here).
std::vector<HmacVector> rfc4231() {
  return {
      {repeat('\x0b', 20), "Hi There",
       "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
       "87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cde"
       "daa833b7d6b8a702038b274eaea3f4e4be9d914eeb61f1702e696c203a126854"},
      {"Jefe", "what do ya want for nothing?",
       "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
       "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
       "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737"},
      {repeat('\xaa', 20), repeat('\xdd', 50),
       "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe",
       "fa73b0089d56a284efb0f0756c890be9b1b5dbdd8ee81a3655f83e33b2279d39"
       "bf3e848279a722c806b485a47e67c807b946a337bee8942674278859e13292fb"},
      {*from_hex("0102030405060708090a0b0c0d0e0f10111213141516171819"), repeat('\xcd', 50),
       "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b",
       "b0ba465637458c6990e5a8c5f61d4af7e576d97ff94b872de76f8050361ee3db"
       "a91ca5c11aa25eb4d679275cc5788063a5f19741120c4f2de2adebeb10a298dd"},
      {repeat('\xaa', 131), "Test Using Larger Than Block-Size Key - Hash Key First",
       "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
       "80b24263c7c1a3ebb71493c1dd7be8b49b46d1f41b4aeec1121b013783f8f352"
       "6b56d037e05f2598bd0fd2215d6a1e5295e64f73f63f0aec8b915a985d786598"},
      {repeat('\xaa', 131),
       "This is a test using a larger than block-size key and a larger than block-size data. The "
       "key needs to be hashed before being used by the HMAC algorithm.",
       "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2",
       "e37b6a775dc87dbaa4dfa9f96e5e3ffddebd71f8867289865df5a32d20cdc944"
       "b6022cac3c4982b10d5eeb55c3e4de15134676fb6de0446065c97440fa8c6a58"},
  };
}

}  // namespace

TEST_CASE("SHA-256 of the standard's vectors", "[crypto]") {
  CHECK(sha256_hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(sha256_hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  CHECK(sha256_hex(repeat('a', 1'000'000)) ==
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("pieces are digested as one text, wherever the cuts are", "[crypto]") {
  const std::string nul("a\0b", 3);
  CHECK(sha256({"ab", "", "c"}) == sha256("abc"));
  CHECK(sha256({nul, "c"}) == sha256(nul + "c"));
  const Hmac hmac(HmacAlgorithm::sha256, "Jefe");
  CHECK(hmac.compute({"what do ya ", "want for ", "nothing?"}) ==
        hmac.compute({"what do ya want for nothing?"}));
  CHECK(hmac.compute({}) == hmac.compute({""}));
}

TEST_CASE("HMAC of RFC 4231", "[crypto]") {
  for (const HmacVector& vector : rfc4231()) {
    INFO(vector.data);
    CHECK(hmac_hex(HmacAlgorithm::sha256, vector.key, vector.data) == vector.sha256);
    CHECK(hmac_hex(HmacAlgorithm::sha512, vector.key, vector.data) == vector.sha512);
  }
}

TEST_CASE("HMAC-SHA-1 of RFC 2202", "[crypto]") {
  CHECK(hmac_hex(HmacAlgorithm::sha1, repeat('\x0b', 20), "Hi There") ==
        "b617318655057264e28bc0b6fb378c8ef146be00");
  CHECK(hmac_hex(HmacAlgorithm::sha1, "Jefe", "what do ya want for nothing?") ==
        "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
}

TEST_CASE("one keyed HMAC serves many calls, from several threads", "[crypto]") {
  const Hmac hmac(HmacAlgorithm::sha256, "Jefe");
  std::atomic<int> wrong{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 2000; ++i) {
        if (to_hex(hmac.compute({"what do ya want for nothing?"})) != rfc4231()[1].sha256) ++wrong;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(wrong.load() == 0);
}

TEST_CASE("bytes are equal only when all of them are", "[crypto]") {
  const std::string nul("a\0b", 3);
  CHECK(constant_time_equal("", ""));
  CHECK(constant_time_equal(nul, nul));
  CHECK_FALSE(constant_time_equal(nul, std::string("a\0c", 3)));
  CHECK_FALSE(constant_time_equal("abc", "abd"));
  CHECK_FALSE(constant_time_equal("abc", "Abc"));
  CHECK_FALSE(constant_time_equal("abc", "ab"));
  CHECK_FALSE(constant_time_equal("", "a"));
}
