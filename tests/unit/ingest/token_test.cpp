// Schemes token and basic: the secret itself, nothing less and nothing around it.
#include "host/crypto/base64.hpp"
#include "tests/unit/ingest/signature_fixture.hpp"

using namespace ingest_test;  // NOLINT(google-build-using-namespace)

namespace {

const std::string kToken = "gitlab-secret-token";
constexpr char kTokenRules[] = "{scheme: token, signature_header: X-Gitlab-Token}";

Verdict token(const Fields& fields) {
  static const Verifier verifier(kTokenRules, kToken);
  return verifier.verify(fields);
}

const std::string kPair = "amfs:correct horse";

Verdict basic(const std::string& value) {
  static const Verifier verifier("{scheme: basic}", kPair);
  return verifier.verify({{"Authorization", value}});
}

std::string encoded(const std::string& text) { return host::crypto::to_base64(text); }

}  // namespace

TEST_CASE("a token must be the whole secret", "[ingest][token]") {
  CHECK(token({{"X-Gitlab-Token", kToken}}) == Verdict::valid);
  CHECK(token({}) == Verdict::missing);
  CHECK(token({{"X-Gitlab-Token", ""}}) == Verdict::invalid);
  for (std::size_t size = 1; size < kToken.size(); ++size) {
    CHECK(token({{"X-Gitlab-Token", kToken.substr(0, size)}}) == Verdict::invalid);
  }
  CHECK(token({{"X-Gitlab-Token", kToken + "x"}}) == Verdict::invalid);
  CHECK(token({{"X-Gitlab-Token", "Gitlab-secret-token"}}) == Verdict::invalid);
  CHECK(token({{"X-Gitlab-Token", kToken}, {"X-Gitlab-Token", kToken}}) == Verdict::invalid);
}

TEST_CASE("a token may have a prefix in its header", "[ingest][token]") {
  const Verifier verifier(
      "{scheme: token, signature_header: Authorization, signature_prefix: \"Bearer \"}", kToken);
  CHECK(verifier.verify({{"Authorization", "Bearer " + kToken}}) == Verdict::valid);
  CHECK(verifier.verify({{"Authorization", kToken}}) == Verdict::invalid);
  CHECK(verifier.verify({{"Authorization", "Basic " + kToken}}) == Verdict::invalid);
}

TEST_CASE("what picks a key is part of a token", "[ingest][token]") {
  const Verifier verifier("{keys: [{prefix: token_, scheme: token, signature_header: X-Token}]}",
                          "token_12345678");
  CHECK(verifier.verify({{"X-Token", "token_12345678"}}) == Verdict::valid);
  CHECK(verifier.verify({{"X-Token", "12345678"}}) == Verdict::invalid);
}

TEST_CASE("Basic credentials are compared after decoding", "[ingest][token]") {
  CHECK(basic("Basic " + encoded(kPair)) == Verdict::valid);
  CHECK(basic("basic " + encoded(kPair)) == Verdict::valid);  // RFC 9110: case-insensitive
  CHECK(basic("Basic " + encoded("amfs:wrong horse!")) == Verdict::invalid);
  CHECK(basic("Basic " + encoded("other:correct horse")) == Verdict::invalid);
  CHECK(basic("Basic " + encoded("amfs:")) == Verdict::invalid);
  CHECK(basic("Basic " + encoded(":")) == Verdict::invalid);
  CHECK(basic("Basic ") == Verdict::invalid);
  CHECK(basic("Basic") == Verdict::invalid);
  CHECK(basic("Basic " + kPair) == Verdict::invalid);
  CHECK(basic("Bearer " + encoded(kPair)) == Verdict::invalid);
  CHECK(basic(encoded(kPair)) == Verdict::invalid);
  CHECK(basic("Basic " + encoded(kPair) + "=") == Verdict::invalid);
}

TEST_CASE("scheme none proves nothing and asks for nothing", "[ingest][token]") {
  const auto manifest = manifest_of("{scheme: none}");
  auto verifier = host::ingest::SignatureVerifier::make(manifest.webhook.signature, "");
  REQUIRE(verifier.has_value());
  CHECK(verifier->verify({}, "{}", kNow) == Verdict::valid);
}
