// Signatures of the plain kind (GitHub): one header, a prefix, HMAC in hexadecimal. Every attack
// must end as invalid, every honest variation as valid.
#include "tests/unit/ingest/signature_fixture.hpp"

using namespace ingest_test;  // NOLINT(google-build-using-namespace)

namespace {

const std::string kGitHub =
    "{signature_header: X-Hub-Signature-256, signature_prefix: \"sha256=\"}";
const std::string kHex = kGitHubHex;

Verdict github(const std::string& value, const std::string& body = kGitHubBody) {
  static const Verifier verifier(kGitHub);
  return verifier.verify({{"X-Hub-Signature-256", value}}, body);
}

std::string upper(std::string text) {
  for (char& c : text) c = c >= 'a' && c <= 'f' ? static_cast<char>(c - 32) : c;
  return text;
}

}  // namespace

TEST_CASE("GitHub's published example is valid", "[ingest][signature]") {
  CHECK(github("sha256=" + kHex) == Verdict::valid);
}

TEST_CASE("hexadecimal digits may be of either case, the prefix may not", "[ingest][signature]") {
  CHECK(github("sha256=" + upper(kHex)) == Verdict::valid);
  CHECK(github("SHA256=" + kHex) == Verdict::invalid);
}

TEST_CASE("the header's name is found in any case", "[ingest][signature]") {
  CHECK(Verifier(kGitHub).verify({{"x-hub-signature-256", "sha256=" + kHex}}) == Verdict::valid);
}

TEST_CASE("without the header the signature is missing, not invalid", "[ingest][signature]") {
  const Verifier verifier(kGitHub);
  CHECK(verifier.verify({}) == Verdict::missing);
  CHECK(verifier.verify({{"X-Hub-Signature", "sha1=abc"}}) == Verdict::missing);  // downgrade
}

TEST_CASE("a shorter, longer or empty code is refused", "[ingest][signature]") {
  CHECK(github("") == Verdict::invalid);
  CHECK(github("sha256=") == Verdict::invalid);
  CHECK(github("sha256") == Verdict::invalid);
  CHECK(github(kHex) == Verdict::invalid);
  for (std::size_t size = 1; size < kHex.size(); ++size) {
    CHECK(github("sha256=" + kHex.substr(0, size)) == Verdict::invalid);
  }
  CHECK(github("sha256=" + kHex + "0") == Verdict::invalid);
  CHECK(github("sha256=" + kHex + "00") == Verdict::invalid);
  CHECK(github("sha256=" + kHex + kHex) == Verdict::invalid);
  CHECK(github("sha256=sha256=" + kHex) == Verdict::invalid);
  CHECK(github("sha256=" + kHex + std::string(65536, '0')) == Verdict::invalid);
}

TEST_CASE("a flipped digit anywhere is refused", "[ingest][signature]") {
  for (std::size_t i = 0; i < kHex.size(); ++i) {
    std::string forged = kHex;
    forged[i] = forged[i] == '0' ? '1' : '0';
    CHECK(github("sha256=" + forged) == Verdict::invalid);
  }
}

TEST_CASE("another algorithm's name is refused even with the right code", "[ingest][signature]") {
  for (const char* prefix : {"sha1=", "sha512=", "md5=", "none=", "sha256:", "v1=", " sha256="}) {
    INFO(prefix);
    CHECK(github(prefix + kHex) == Verdict::invalid);
  }
  CHECK(github("sha256=" + hmac_hex(kGitHubSecret, kGitHubBody,
                                    host::crypto::HmacAlgorithm::sha1)) == Verdict::invalid);
}

TEST_CASE("bytes that are not hexadecimal are refused", "[ingest][signature]") {
  for (const char* bad : {"zz", "  ", "\xC3\xA9", "0x"}) {
    CHECK(github("sha256=" + std::string(bad) + kHex.substr(2)) == Verdict::invalid);
  }
  std::string with_nul = kHex;
  with_nul[10] = '\0';
  CHECK(github("sha256=" + with_nul) == Verdict::invalid);
  CHECK(github("sha256=" + kHex + " ") == Verdict::invalid);
  CHECK(github("sha256=\t" + kHex) == Verdict::invalid);
}

TEST_CASE("a list is no list where the manifest names no separator", "[ingest][signature]") {
  CHECK(github("sha256=" + kHex + ",sha256=" + kHex) == Verdict::invalid);
  CHECK(github("sha256=00,sha256=" + kHex) == Verdict::invalid);
}

TEST_CASE("a repeated signature header is invalid, whichever one is right", "[ingest][signature]") {
  const Verifier verifier(kGitHub);
  const std::string good = "sha256=" + kHex;
  CHECK(verifier.verify({{"X-Hub-Signature-256", good}, {"X-Hub-Signature-256", good}}) ==
        Verdict::invalid);
  CHECK(verifier.verify({{"X-Hub-Signature-256", good}, {"x-hub-signature-256", ""}}) ==
        Verdict::invalid);
  CHECK(verifier.verify({{"X-Hub-Signature-256", ""}, {"X-Hub-Signature-256", good}}) ==
        Verdict::invalid);
}

TEST_CASE("the body counts to the last byte", "[ingest][signature]") {
  const std::string good = "sha256=" + kHex;
  for (const char* body : {"", "Hello, World", "Hello, World!\n", "Hello, World!\r\n",
                           "hello, World!", "\xEF\xBB\xBFHello, World!", "Hello,  World!"}) {
    INFO(body);
    CHECK(github(good, body) == Verdict::invalid);
  }
  CHECK(github(good, std::string("Hello, World!\0", 14)) == Verdict::invalid);
}

TEST_CASE("an empty body can be signed, and must be", "[ingest][signature]") {
  CHECK(github("sha256=" + hmac_hex(kGitHubSecret, ""), "") == Verdict::valid);
  CHECK(github("sha256=", "") == Verdict::invalid);
}

TEST_CASE("another secret's signature is refused", "[ingest][signature]") {
  for (const char* secret : {"It's a Secret to Everybod", "it's a Secret to Everybody", "", " "}) {
    CHECK(github("sha256=" + hmac_hex(secret, kGitHubBody)) == Verdict::invalid);
  }
}

TEST_CASE("a digest without the key is refused", "[ingest][signature]") {
  const auto digest = host::crypto::sha256(kGitHubBody);
  CHECK(github("sha256=" + host::to_hex(host::crypto::as_text(digest))) == Verdict::invalid);
}
