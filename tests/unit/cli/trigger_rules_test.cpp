// event trigger under other signature rules than GitHub's.
#include "host/crypto/base64.hpp"
#include "host/crypto/ed25519.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/cli/trigger_fixture.hpp"

using namespace cli_test;
using host::crypto::HmacAlgorithm;
using host::crypto::to_base64url;

namespace {

constexpr char kSeconds[] = "1767323045";  // kNow

// The GitHub folder with other rules; what the host was asked when its sample was triggered.
Asked triggered(const std::string& webhook, const std::string& identity = "{}",
                std::vector<std::string> more = {}, const std::string& secret = "It's a Secret",
                const std::string& private_key = "") {
  std::string manifest = kGithubManifest;
  manifest = manifest.substr(0, manifest.find("webhook:"));
  manifest += "webhook: " + webhook + "\nidentity: " + identity + "\n";
  TriggerSetup setup;
  setup.cli.env["AMFS_CONNECTOR_GITHUB_SECRET"] = secret;
  setup.cli.env["AMFS_CONNECTOR_GITHUB_SIGNING_KEY"] = private_key;
  setup.add_connector("data/connectors/github", manifest);
  std::vector<std::string> arguments{"event", "trigger", "github", "push"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  const Ran ran = setup.cli.run(arguments);
  INFO(ran.err);
  REQUIRE(ran.code == 0);
  return setup.host.last();
}

std::string code(HmacAlgorithm algorithm, const std::string& content) {
  return hmac_hex(algorithm, "It's a Secret", content);
}

}  // namespace

TEST_CASE("Slack: a fresh timestamp is signed with the body") {
  const Asked asked = triggered(
      "{signature_header: X-Slack-Signature, signature_prefix: \"v0=\", signed_content: "
      "\"v0:{timestamp}:{body}\", timestamp: {header: X-Slack-Request-Timestamp}}");
  CHECK(asked.header("X-Slack-Request-Timestamp") == kSeconds);
  CHECK(asked.header("X-Slack-Signature") ==
        "v0=" + code(HmacAlgorithm::sha256, std::string("v0:") + kSeconds + ":" + asked.body));
}

TEST_CASE("Stripe: the timestamp is an item of the signature header") {
  const Asked asked = triggered(
      "{signature_header: Stripe-Signature, signature_prefix: \"v1=\", signature_separator: \",\", "
      "signed_content: \"{timestamp}.{body}\", timestamp: {header: Stripe-Signature, prefix: "
      "\"t=\"}}");
  CHECK(asked.header("Stripe-Signature") ==
        std::string("t=") + kSeconds +
            ",v1=" + code(HmacAlgorithm::sha256, std::string(kSeconds) + "." + asked.body));
}

TEST_CASE("other digests and time formats") {
  const std::string rest =
      "signature_header: X-Sig, signed_content: \"{timestamp}{body}\", timestamp: {header: X-Time, "
      "format: ";
  const Asked sha1 = triggered("{signature_algorithm: hmac-sha1, " + rest + "unix_ms}}");
  CHECK(sha1.header("X-Time") == "1767323045000");
  CHECK(sha1.header("X-Sig") == code(HmacAlgorithm::sha1, "1767323045000" + sha1.body));
  const Asked sha512 = triggered("{signature_algorithm: hmac-sha512, " + rest + "rfc3339}}");
  CHECK(sha512.header("X-Time") == "2026-01-02T03:04:05Z");
  CHECK(sha512.header("X-Sig") ==
        code(HmacAlgorithm::sha512, "2026-01-02T03:04:05Z" + sha512.body));
}

TEST_CASE("a signed id header holds the id that was sent") {
  const Asked asked =
      triggered("{signature_header: X-Sig, signed_content: \"{id}.{body}\", id: {header: X-Id}}",
                "{id: {header: X-Id}}");
  const std::string id = asked.header("X-Id");
  CHECK(id.size() == 36);
  CHECK(asked.headers.count("X-Id") == 1);
  CHECK(asked.header("X-Sig") == code(HmacAlgorithm::sha256, id + "." + asked.body));
}

TEST_CASE("an id in the body is only changed by --id") {
  const std::string rules = "{signature_header: X-Sig}";
  CHECK(has(triggered(rules, "{id: {pointer: /ref}}").body, "refs/heads/main"));
  const Asked asked = triggered(rules, "{id: {pointer: /ref}}", {"--id", "mine"});
  CHECK(has(asked.body, "\"ref\":\"mine\""));
  CHECK(asked.header("X-Sig") == code(HmacAlgorithm::sha256, asked.body));
}

TEST_CASE("scheme none needs no secret and sends no signature") {
  const TriggerSetup setup;
  Cli cli(setup.host.url());
  cli.home.write("data/connectors/open/connector.yaml",
                 "name: open\nversion: 1.0.0\ndescription: d\nauthor: a\n"
                 "entry_point: amfs_connector_open:Open\ndefault_entity_path: open\n"
                 "event_types: [\"*\"]\nwebhook: {scheme: none}\n");
  cli.home.write("data/connectors/open/samples/a.json", R"({"body":[1]})");
  const Ran ran = cli.run({"event", "trigger", "open", "a"});
  INFO(ran.err);
  CHECK(ran.code == 0);
  CHECK(setup.host.last().body == "[1]");
  CHECK(cli.run({"event", "trigger", "open", "a", "--id", "x"}).code == 2);
}

TEST_CASE("token, Basic and JWT show what the host compares") {
  CHECK(triggered("{scheme: token, signature_header: X-Token, signature_prefix: \"t \"}")
            .header("X-Token") == "t It's a Secret");
  const Asked jwt = triggered("{scheme: jwt, signature_algorithms: {HS256: hmac-sha256}}");
  const std::string shown = jwt.header("Authorization");
  const std::string claims =
      to_base64url(R"({"alg":"HS256","typ":"JWT"})") + '.' +
      to_base64url(R"({"iss":"amfs-event-trigger","iat":1767323045,"exp":1767323225})");
  const std::string right =
      host::crypto::Hmac(HmacAlgorithm::sha256, "It's a Secret").compute({claims});
  CHECK(shown == "Bearer " + claims + '.' + to_base64url(right));
  const Asked basic = triggered("{scheme: basic}", "{}", {}, "amfs:a password");
  CHECK(basic.header("Authorization") == "Basic YW1mczphIHBhc3N3b3Jk");
}

TEST_CASE("base64 signatures, decoded keys, algorithms in the prefix") {
  const Asked base64 = triggered("{signature_header: X-Sig, signature_encoding: base64}");
  const std::string raw =
      host::crypto::Hmac(HmacAlgorithm::sha256, "It's a Secret").compute({base64.body});
  CHECK(base64.header("X-Sig") == host::crypto::to_base64(raw));
  const Asked prefixed = triggered(
      "{signature_header: X-Sig, signature_algorithm: from-prefix, signature_algorithms: {sha256: "
      "hmac-sha256}}");
  CHECK(prefixed.header("X-Sig") == "sha256=" + code(HmacAlgorithm::sha256, prefixed.body));
  const Asked decoded =
      triggered("{signature_header: X-Sig, keys: [{prefix: whsec_, encoding: base64}]}", "{}", {},
                "whsec_MDEyMzQ1Njc4OWFiY2RlZg==");
  CHECK(decoded.header("X-Sig") ==
        hmac_hex(HmacAlgorithm::sha256, "0123456789abcdef", decoded.body));
}

TEST_CASE("ed25519 is signed with the private key, which only the sender has") {
  const std::string seed(32, '\x07');
  const std::string rules =
      "{signature_header: X-Sig, signature_algorithm: ed25519, key_encoding: base64}";
  const std::string configured =
      host::crypto::to_base64(host::crypto::ed25519_public_key(seed).value());
  const Asked asked =
      triggered(rules, "{}", {}, configured, "whsk_" + host::crypto::to_base64(seed));
  CHECK(asked.header("X-Sig") ==
        host::to_hex(host::crypto::ed25519_sign(seed, asked.body).value()));
}

TEST_CASE("every delivery says that it is a sample") {
  CHECK(triggered("{signature_header: X-Sig}").header("X-AMFS-Test") == "true");
}

TEST_CASE("rules that cannot be signed are refused, not guessed") {
  for (const char* webhook :
       {"{signature_header: X-Sig, key_encoding: base64}",
        "{signature_header: X-Sig, signature_algorithm: ed25519, key_encoding: hex}",
        "{keys: [{prefix: whsec_, signature_header: X-Sig}]}"}) {
    std::string manifest = kGithubManifest;
    manifest = manifest.substr(0, manifest.find("webhook:")) + "webhook: " + webhook + "\n";
    const TriggerSetup setup;
    setup.add_connector("data/connectors/github", manifest);
    const Ran ran = setup.cli.run({"event", "trigger", "github", "push"});
    INFO(webhook << ": " << ran.err);
    CHECK(ran.code == 1);
    CHECK(setup.host.asked().empty());
    CHECK_FALSE(has(ran.err, "It's a Secret"));
  }
}
