// What manifests may say beyond the plain case: lists, other HMACs, algorithms named in the prefix,
// other signed content.
#include "tests/unit/ingest/signature_fixture.hpp"

using namespace ingest_test;  // NOLINT(google-build-using-namespace)

namespace {

const std::string kHex = kGitHubHex;
const std::string kList =
    "{signature_header: X-Sig, signature_prefix: \"v1=\", signature_separator: \",\"}";

Verdict list(const std::string& value) {
  static const Verifier verifier(kList);
  return verifier.verify({{"X-Sig", value}});
}

std::string forged(std::size_t count) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) out += "v1=" + std::string(64, '0') + ",";
  return out;
}

}  // namespace

TEST_CASE("any one item of a list is enough, wherever it stands", "[ingest][signature]") {
  const std::string good = "v1=" + kHex;
  const std::string bad = "v1=" + std::string(64, '0');
  CHECK(list(good) == Verdict::valid);
  CHECK(list(good + "," + bad) == Verdict::valid);
  CHECK(list(bad + "," + good) == Verdict::valid);
  CHECK(list(bad + ", " + good + " ," + bad) == Verdict::valid);
  CHECK(list(good + "," + good) == Verdict::valid);
  CHECK(list(bad + "," + bad) == Verdict::invalid);
}

TEST_CASE("items of other versions and empty ones are passed over", "[ingest][signature]") {
  CHECK(list("v0=" + kHex) == Verdict::invalid);
  CHECK(list("t=1,v0=00,,v1=" + kHex + ",") == Verdict::valid);
  CHECK(list("") == Verdict::invalid);
  CHECK(list(",") == Verdict::invalid);
  CHECK(list("v1=") == Verdict::invalid);
  CHECK(list("v1=,v1=") == Verdict::invalid);
}

TEST_CASE("at most sixteen items are looked at", "[ingest][signature]") {
  constexpr std::size_t kMax = host::config::kMaxSignatureCandidates;
  CHECK(list(forged(kMax - 1) + "v1=" + kHex) == Verdict::valid);
  CHECK(list(forged(kMax) + "v1=" + kHex) == Verdict::invalid);
  CHECK(list(forged(10'000)) == Verdict::invalid);
}

TEST_CASE("a signature is not put together from two items", "[ingest][signature]") {
  CHECK(list("v1=" + kHex.substr(0, 32) + ",v1=" + kHex.substr(32)) == Verdict::invalid);
}

TEST_CASE("HMAC-SHA-1 and SHA-512 verify with their own length only", "[ingest][signature]") {
  using host::crypto::HmacAlgorithm;
  const Verifier sha1("{signature_header: X-Sig, signature_algorithm: hmac-sha1}");
  const Verifier sha512("{signature_header: X-Sig, signature_algorithm: hmac-sha512}");
  const std::string code1 = hmac_hex(kGitHubSecret, kGitHubBody, HmacAlgorithm::sha1);
  const std::string code512 = hmac_hex(kGitHubSecret, kGitHubBody, HmacAlgorithm::sha512);
  CHECK(sha1.verify({{"X-Sig", code1}}) == Verdict::valid);
  CHECK(sha1.verify({{"X-Sig", kHex}}) == Verdict::invalid);
  CHECK(sha512.verify({{"X-Sig", code512}}) == Verdict::valid);
  CHECK(sha512.verify({{"X-Sig", code512.substr(0, 64)}}) == Verdict::invalid);
}

TEST_CASE("signed content may stand around the body", "[ingest][signature]") {
  const Verifier verifier("{signature_header: X-Sig, signed_content: \"pre:{body}:post\"}");
  CHECK(verifier.verify({{"X-Sig", hmac_hex(kGitHubSecret, "pre:x:post")}}, "x") == Verdict::valid);
  CHECK(verifier.verify({{"X-Sig", hmac_hex(kGitHubSecret, "x")}}, "x") == Verdict::invalid);
}

TEST_CASE("a signed id is part of what is signed", "[ingest][signature]") {
  const Verifier verifier(
      "{signature_header: X-Sig, id: {header: X-Id}, signed_content: \"{id}.{body}\"}");
  const std::string code = hmac_hex(kGitHubSecret, "m1.x");
  CHECK(verifier.verify({{"X-Sig", code}, {"X-Id", "m1"}}, "x") == Verdict::valid);
  CHECK(verifier.verify({{"X-Sig", code}, {"X-Id", "m2"}}, "x") == Verdict::invalid);
  CHECK(verifier.verify({{"X-Sig", code}}, "x") == Verdict::invalid);
  CHECK(verifier.verify({{"X-Sig", code}, {"X-Id", "m1"}, {"X-Id", "m1"}}, "x") ==
        Verdict::invalid);
}

TEST_CASE("the digest of a delivery without id covers what the signature covers",
          "[ingest][signature]") {
  const Verifier plain("{signature_header: X-Sig}");
  CHECK(plain.digest({}, "x").size() == 16);
  CHECK(plain.digest({}, "x") == plain.digest({{"X-Any", "1"}}, "x"));
  CHECK(plain.digest({}, "x") != plain.digest({}, "y"));
  const Verifier with_id(
      "{signature_header: X-Sig, id: {header: X-Id}, signed_content: \"{id}.{body}\"}");
  CHECK(with_id.digest({{"X-Sig", "0"}, {"X-Id", "1"}}, "x") !=
        with_id.digest({{"X-Sig", "0"}, {"X-Id", "2"}}, "x"));
}

TEST_CASE("the algorithm may stand in the prefix, when it is on the list", "[ingest][signature]") {
  using host::crypto::HmacAlgorithm;
  const Verifier one(
      "{signature_header: X-Sig, signature_algorithm: from-prefix, signature_algorithms: {sha256: "
      "hmac-sha256}}");
  const std::string sha1 = hmac_hex(kGitHubSecret, kGitHubBody, HmacAlgorithm::sha1);
  CHECK(one.verify({{"X-Sig", "sha256=" + kHex}}) == Verdict::valid);
  CHECK(one.verify({{"X-Sig", "sha1=" + sha1}}) == Verdict::invalid);
  for (const char* method : {"md5=", "none=", "=", "SHA256=", "sha256", "hmac-sha256=", ""}) {
    INFO(method);
    CHECK(one.verify({{"X-Sig", method + kHex}}) == Verdict::invalid);
  }
  CHECK(one.verify({{"X-Sig", "sha256="}}) == Verdict::invalid);

  const Verifier two(
      "{signature_header: X-Sig, signature_algorithm: from-prefix, signature_algorithms: {sha256: "
      "hmac-sha256, sha1: hmac-sha1}}");
  CHECK(two.verify({{"X-Sig", "sha1=" + sha1}}) == Verdict::valid);
  CHECK(two.verify({{"X-Sig", "sha256=" + sha1}}) == Verdict::invalid);
  CHECK(two.verify({{"X-Sig", "sha1=" + kHex}}) == Verdict::invalid);
}

TEST_CASE("an id cannot swallow what stands behind it", "[ingest][signature]") {
  const Verifier verifier(
      "{signature_header: X-Sig, id: {header: X-Id}, signed_content: \"{id}.{timestamp}.{body}\", "
      "timestamp: {header: X-Time}}");
  const std::string time = std::to_string(kNow / host::kNsPerSecond);
  const std::string body = time + ".x";
  const std::string code = hmac_hex(kGitHubSecret, "m1." + time + "." + body);
  const auto with = [&](const std::string& id, const std::string& text) {
    return verifier.verify({{"X-Sig", code}, {"X-Id", id}, {"X-Time", time}}, text);
  };
  CHECK(with("m1", body) == Verdict::valid);
  CHECK(with("m1." + time, "x") == Verdict::invalid);  // the very same signed text
  CHECK(with("", body) == Verdict::invalid);
}
