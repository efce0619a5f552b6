// Which configured secrets are keys at all, and what a throw-away one looks like.
#include "host/config/signing_key.hpp"
#include "tests/unit/ingest/provider_table.hpp"

using namespace ingest_test;  // NOLINT(google-build-using-namespace)
using host::config::check_secret;
using host::config::signing_key;

namespace {

bool is_usable(const std::string& webhook, const std::string& secret) {
  const auto manifest = manifest_of(webhook);
  const auto checked = check_secret(manifest.webhook, secret);
  if (checked.has_error()) {
    CHECK(checked.error().code == "secret_unusable");
    if (secret.size() > 3)  // no secret in an error
      CHECK(checked.error().message.find(secret) == std::string::npos);
  }
  return checked.has_value();
}

constexpr char kPlain[] = "{signature_header: X-Sig}";
constexpr char kBase64[] = "{signature_header: X-Sig, key_encoding: base64, key_prefix: whsec_}";
constexpr char kHex[] = "{signature_header: X-Sig, key_encoding: hex}";
constexpr char kEd25519[] =
    "{signature_header: X-Sig, signature_algorithm: ed25519, key_encoding: base64}";
constexpr char kKeys[] = "{signature_header: X-Sig, keys: [{prefix: whsec_, encoding: base64}]}";

}  // namespace

TEST_CASE("a secret that is too short is none", "[ingest][secrets]") {
  CHECK(is_usable(kPlain, "12345678"));
  CHECK_FALSE(is_usable(kPlain, "1234567"));
  CHECK_FALSE(is_usable(kPlain, ""));
  CHECK_FALSE(is_usable("{scheme: token, signature_header: X-T}", "short"));
  CHECK_FALSE(is_usable("{scheme: basic}", "no-colon-in-it"));
  CHECK_FALSE(is_usable("{scheme: basic}", ":password-only"));
  CHECK_FALSE(is_usable("{scheme: basic}", "user-name-only:"));
  CHECK(is_usable("{scheme: basic}", "u:a password: with colon"));
}

TEST_CASE("a secret must be in the manifest's encoding", "[ingest][secrets]") {
  CHECK(is_usable(kBase64, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));
  CHECK(is_usable(kBase64, "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));
  CHECK_FALSE(is_usable(kBase64, "whsec_"));
  CHECK_FALSE(is_usable(kBase64, "whsec_AAAA"));
  CHECK_FALSE(is_usable(kBase64, "whsec_not base64 at all, is it?"));
  CHECK(is_usable(kHex, std::string(32, 'a')));
  CHECK_FALSE(is_usable(kHex, std::string(31, 'a')));
  CHECK_FALSE(is_usable(kHex, std::string(32, 'g')));
  CHECK(is_usable(kEd25519, std::string(43, 'A') + "="));
  CHECK_FALSE(is_usable(kEd25519, std::string(44, 'A')));
}

TEST_CASE("a secret that no item of keys fits is refused", "[ingest][secrets]") {
  CHECK(is_usable(kKeys, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));
  CHECK_FALSE(is_usable(kKeys, "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));
}

TEST_CASE("the key is what stands behind the prefix, decoded", "[ingest][secrets]") {
  const auto rules = manifest_of(kBase64).webhook.signature;
  const auto key = signing_key(rules, "whsec_MDEyMzQ1Njc4OWFiY2RlZg==");
  REQUIRE(key.has_value());
  CHECK(key->reveal() == "0123456789abcdef");
}

TEST_CASE("a throw-away secret fits its manifest", "[ingest][secrets]") {
  for (const Provider& provider : providers()) {
    INFO(provider.name);
    const auto webhook = manifest_of(provider).webhook;
    const std::string secret = host::config::throw_away_secret(webhook);
    CHECK(check_secret(webhook, secret).has_value());
    CHECK(secret != host::config::throw_away_secret(webhook));
  }
  CHECK(host::config::throw_away_secret(manifest_of(kEd25519).webhook).empty());
}
