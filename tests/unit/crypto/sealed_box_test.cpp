// Secrets at rest: they come back whole, and from nothing that is not exactly what was sealed.
#include "host/crypto/sealed_box.hpp"

#include <stdexcept>

#include "tests/support/catch.hpp"

using host::crypto::SealedBox;

namespace {

const std::string kKey = "0123456789abcdef0123456789abcdef";
const std::string kSecret = "whsec_of_the_shop";

}  // namespace

TEST_CASE("what was sealed opens again", "[crypto][sealed]") {
  const SealedBox box(kKey);
  for (const std::string& secret :
       {kSecret, std::string(), std::string(70'000, 'x'), std::string("\0\xff\n", 3)}) {
    const std::string sealed = box.seal(secret, "ep_1");
    CHECK(sealed.size() == secret.size() + 29);
    CHECK(SealedBox(kKey).open(sealed, "ep_1") == secret);
  }
  CHECK(box.open(box.seal(kSecret, ""), "") == kSecret);
}

TEST_CASE("the secret does not show, and no two sealed texts are alike", "[crypto][sealed]") {
  const SealedBox box(kKey);
  const std::string sealed = box.seal(kSecret, "ep_1");
  CHECK(sealed.find("whsec") == std::string::npos);
  CHECK(sealed != box.seal(kSecret, "ep_1"));
}

TEST_CASE("any changed bit, missing or added byte is seen", "[crypto][sealed]") {
  const SealedBox box(kKey);
  const std::string sealed = box.seal(kSecret, "ep_1");
  for (std::size_t bit = 0; bit < sealed.size() * 8; ++bit) {
    std::string changed = sealed;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << (bit % 8)));
    REQUIRE_FALSE(box.open(changed, "ep_1"));
  }
  for (std::size_t size = 0; size < sealed.size(); ++size)
    REQUIRE_FALSE(box.open(sealed.substr(0, size), "ep_1"));
  CHECK_FALSE(box.open(sealed + '\0', "ep_1"));
}

TEST_CASE("another key does not open it", "[crypto][sealed]") {
  std::string other = kKey;
  other.back() = 'F';
  CHECK_FALSE(SealedBox(other).open(SealedBox(kKey).seal(kSecret, "ep_1"), "ep_1"));
}

TEST_CASE("two rows whose secrets were swapped open neither", "[crypto][sealed]") {
  const SealedBox box(kKey);
  const std::string first = box.seal("the first", "ep_1");
  const std::string second = box.seal("the second", "ep_2");
  CHECK_FALSE(box.open(second, "ep_1"));
  CHECK_FALSE(box.open(first, "ep_2"));
  CHECK_FALSE(box.open(first, "ep_"));
  CHECK_FALSE(box.open(first, ""));
}

TEST_CASE("a key that is none is refused", "[crypto][sealed]") {
  CHECK_THROWS_AS(SealedBox(""), std::invalid_argument);
  CHECK_THROWS_AS(SealedBox(kKey.substr(1)), std::invalid_argument);
  CHECK_THROWS_AS(SealedBox(kKey + "0"), std::invalid_argument);
}
