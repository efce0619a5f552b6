#include "host/validator/secret_scan.hpp"

#include "tests/support/catch.hpp"

using host::validator::find_secret;

TEST_CASE("what looks like a secret is found, and not repeated", "[validator]") {
  const std::string secret = "xoxb-123456789012-abcdefghijkl";
  const auto found = find_secret("name: a\nconfig:\n  token: " + secret + "\n");
  REQUIRE(found.has_value());
  CHECK(*found == "line 3 holds what looks like a Slack token");
  for (const char* line :
       {"a: ghp_0123456789abcdef", "a: 'sk_live_0123456789abcdef'", "a: AKIAIOSFODNN7EXAMPLE",
        "key: |\n  -----BEGIN PRIVATE KEY-----", "a: whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "api_key: 0123456789", "Client_Secret: \"correcthorse\"", "password: hunter2hunter2"}) {
    INFO(line);
    CHECK(find_secret(line).has_value());
  }
}

TEST_CASE("rules about secrets are no secrets", "[validator]") {
  for (const char* line :
       {"keys: [{prefix: whsec_, encoding: base64}, {prefix: whpk_}]",
        "signature_prefix: \"sha256=\"", "env_vars: [{name: AMFS_CONNECTOR_X_SECRET}]",
        "secret:", "password: \"\"", "description: Set the secret: see the docs",
        "signature_header: X-Hub-Signature-256", "url: https://example.com/xoxb-/help", ""}) {
    INFO(line);
    CHECK_FALSE(find_secret(line).has_value());
  }
}
