// Scheme jwt: only an allowed algorithm, with the right key, in its time.
#include "host/crypto/base64.hpp"
#include "tests/unit/ingest/signature_fixture.hpp"

using namespace ingest_test;  // NOLINT(google-build-using-namespace)
using host::crypto::HmacAlgorithm;
using host::crypto::to_base64url;

namespace {

constexpr char kRules[] =
    "{scheme: jwt, signature_algorithms: {HS256: hmac-sha256, HS512: hmac-sha512}}";
const std::string kSecret = "jira-client-secret";
const std::int64_t kSeconds = kNow / host::kNsPerSecond;

Verdict verify(const std::string& token, host::UnixNs now = kNow) {
  static const Verifier verifier(kRules, kSecret);
  return verifier.verify({{"Authorization", "Bearer " + token}}, "{}", now);
}

std::string signed_token(const std::string& header, const std::string& claims,
                         const std::string& secret = kSecret,
                         HmacAlgorithm algorithm = HmacAlgorithm::sha256) {
  const std::string text = to_base64url(header) + '.' + to_base64url(claims);
  return text + '.' + to_base64url(host::crypto::Hmac(algorithm, secret).compute({text}));
}

const std::string kHeader = R"({"alg":"HS256","typ":"JWT"})";

std::string expiring(std::int64_t at) {
  return signed_token(kHeader, "{\"iss\":\"jira\",\"exp\":" + std::to_string(at) + "}");
}

Verdict with_claims(const std::string& claims) { return verify(signed_token(kHeader, claims)); }
Verdict with_header(const std::string& header) {
  return verify(signed_token(header, R"({"exp":)" + std::to_string(kSeconds + 60) + "}"));
}

}  // namespace

TEST_CASE("RFC 7515's example token is valid for its key, in its time", "[ingest][jwt]") {
  // Appendix A.1: the key is base64url there; our manifests take standard base64.
  const Verifier verifier(
      "{scheme: jwt, key_encoding: base64, signature_algorithms: {HS256: hmac-sha256}}",
      "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ+EstJQLr/T+1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow==");
  const std::string token =
      "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9"
      ".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnV"
      "lfQ"
      ".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
  const Fields fields{{"Authorization", "Bearer " + token}};
  CHECK(verifier.verify(fields, "", 1'300'819'000 * host::kNsPerSecond) == Verdict::valid);
  CHECK(verifier.verify(fields, "", 1'300'819'500 * host::kNsPerSecond) == Verdict::stale);
}

TEST_CASE("a token of the app is valid until it expires", "[ingest][jwt]") {
  CHECK(verify(expiring(kSeconds + 180)) == Verdict::valid);
  CHECK(verify(expiring(kSeconds - 59)) == Verdict::valid);  // a minute for clocks
  CHECK(verify(expiring(kSeconds - 60)) == Verdict::stale);
  CHECK(verify(expiring(kSeconds - 86'400)) == Verdict::stale);
}

TEST_CASE("a token without a usable end is refused", "[ingest][jwt]") {
  CHECK(with_claims("{}") == Verdict::invalid);
  for (const char* end : {"null", "\"soon\"", "true", "[]", "-1", "0", "9223372036854775808",
                          "1e400", "\"1900000000\""}) {
    INFO(end);
    CHECK(with_claims(std::string("{\"exp\":") + end + "}") == Verdict::invalid);
  }
}

TEST_CASE("nbf is honoured", "[ingest][jwt]") {
  const auto from = [](std::int64_t begin) {
    return with_claims("{\"nbf\":" + std::to_string(begin) +
                       ",\"exp\":" + std::to_string(kSeconds + 600) + "}");
  };
  CHECK(from(kSeconds) == Verdict::valid);
  CHECK(from(kSeconds + 60) == Verdict::valid);
  CHECK(from(kSeconds + 61) == Verdict::stale);
  CHECK(with_claims("{\"nbf\":\"x\",\"exp\":" + std::to_string(kSeconds + 600) + "}") ==
        Verdict::invalid);
}

TEST_CASE("the algorithm comes from the manifest's list", "[ingest][jwt]") {
  CHECK(with_header(R"({"alg":"HS256"})") == Verdict::valid);
  for (const char* header :
       {R"({"alg":"none"})", R"({"alg":"None"})", R"({"alg":"RS256"})", R"({"alg":"ES256"})",
        R"({"alg":"HS384"})", R"({"alg":"hs256"})", R"({"alg":""})", R"({"alg":null})",
        R"({"alg":["HS256"]})", R"({"typ":"JWT"})", R"("HS256")", R"([])", "", "{",
        R"({"alg":"HS256","crit":["exp"]})"}) {
    INFO(header);
    CHECK(with_header(header) == Verdict::invalid);
  }
  const std::string claims = "{\"exp\":" + std::to_string(kSeconds + 60) + "}";
  const std::string hs512 = R"({"alg":"HS512"})";
  CHECK(verify(signed_token(hs512, claims, kSecret, HmacAlgorithm::sha512)) == Verdict::valid);
  CHECK(verify(signed_token(hs512, claims, kSecret, HmacAlgorithm::sha256)) == Verdict::invalid);
  CHECK(verify(signed_token(kHeader, claims, kSecret, HmacAlgorithm::sha512)) == Verdict::invalid);
}

TEST_CASE("alg none with an empty signature is refused", "[ingest][jwt]") {
  const std::string claims = "{\"exp\":" + std::to_string(kSeconds + 60) + "}";
  const std::string text = to_base64url(R"({"alg":"none"})") + '.' + to_base64url(claims);
  CHECK(verify(text + '.') == Verdict::invalid);
  CHECK(verify(text) == Verdict::invalid);
}

TEST_CASE("every changed character breaks the token", "[ingest][jwt]") {
  const std::string good = expiring(kSeconds + 180);
  for (std::size_t i = 0; i < good.size(); ++i) {
    std::string bad = good;
    bad[i] = bad[i] == 'A' ? 'B' : 'A';
    INFO(i);
    CHECK(verify(bad) == Verdict::invalid);
    CHECK(verify(good.substr(0, i)) == Verdict::invalid);
  }
  CHECK(verify(good + "=") == Verdict::invalid);
  CHECK(verify(good + ".x") == Verdict::invalid);
  CHECK(verify(good + " ") == Verdict::invalid);
  CHECK(verify(signed_token(kHeader, "{\"exp\":1900000000}", "another secret")) ==
        Verdict::invalid);
  CHECK(verify(std::string(100'000, 'a') + "." + good) == Verdict::invalid);
}

TEST_CASE("the prefix is asked for", "[ingest][jwt]") {
  const Verifier verifier(kRules, kSecret);
  const std::string good = expiring(kSeconds + 180);
  CHECK(verifier.verify({{"Authorization", good}}) == Verdict::invalid);
  CHECK(verifier.verify({{"Authorization", "JWT " + good}}) == Verdict::invalid);
  CHECK(verifier.verify({}) == Verdict::missing);
}
