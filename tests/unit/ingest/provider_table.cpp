#include "tests/unit/ingest/provider_table.hpp"

#include "host/crypto/base64.hpp"
#include "host/crypto/ed25519.hpp"

namespace ingest_test {
namespace {

using host::crypto::Hmac;
using host::crypto::HmacAlgorithm;
using host::crypto::to_base64;
using host::crypto::to_base64url;

std::string code(const std::string& key, const std::string& text) {
  return Hmac(HmacAlgorithm::sha256, key).compute({text});
}

std::function<Fields(const Sent&)> hex_of_body(const std::string& header,
                                               const std::string& prefix) {
  return [=](const Sent& sent) {
    return Fields{{header, prefix + hmac_hex(sent.secret, sent.body)}};
  };
}

Fields slack(const Sent& sent) {
  const std::string time = std::to_string(sent.seconds);
  return {{"X-Slack-Signature", "v0=" + hmac_hex(sent.secret, "v0:" + time + ":" + sent.body)},
          {"X-Slack-Request-Timestamp", time}};
}

Fields stripe(const Sent& sent) {
  const std::string time = std::to_string(sent.seconds);
  return {
      {"Stripe-Signature", "t=" + time + ",v1=" + hmac_hex(sent.secret, time + "." + sent.body)}};
}

Fields shopify(const Sent& sent) {
  return {{"X-Shopify-Hmac-SHA256", to_base64(code(sent.secret, sent.body))}};
}

Fields standard(const Sent& sent, const std::string& version, const std::string& signature) {
  return {{"webhook-id", "msg_1"},
          {"webhook-timestamp", std::to_string(sent.seconds)},
          {"webhook-signature", version + "," + to_base64(signature)}};
}

std::string standard_text(const Sent& sent) {
  return "msg_1." + std::to_string(sent.seconds) + "." + sent.body;
}

std::string decoded(const std::string& secret) {
  return host::crypto::from_base64(secret.substr(secret.find('_') + 1)).value();
}

Fields standard_v1(const Sent& sent) {
  return standard(sent, "v1", code(decoded(sent.secret), standard_text(sent)));
}

// Here the sender's "secret" is the private seed.
Fields standard_v1a(const Sent& sent) {
  return standard(sent, "v1a",
                  host::crypto::ed25519_sign(sent.secret, standard_text(sent)).value());
}

Fields jira_oauth(const Sent& sent) {
  const std::string text = to_base64url(R"({"alg":"HS256","typ":"JWT"})") + '.' +
                           to_base64url("{\"exp\":" + std::to_string(sent.seconds + 180) + "}");
  return {{"Authorization", "Bearer " + text + '.' + to_base64url(code(sent.secret, text))}};
}

const std::string kSeed(32, '\x07');
const std::string kOtherSeed(32, '\x08');
const std::string kWhsec = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const std::string kOtherWhsec = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";

std::string public_key(const std::string& seed) {
  return "whpk_" + to_base64(host::crypto::ed25519_public_key(seed).value());
}

std::vector<Provider> signing() {
  const std::string key = "a provider's secret", other = "another secret";
  return {
      {"GitHub", "github", key, other, hex_of_body("X-Hub-Signature-256", "sha256=")},
      {"PagerDuty",
       "{signature_header: X-PagerDuty-Signature, signature_prefix: \"v1=\", "
       "signature_separator: \",\"}",
       key, other, hex_of_body("X-PagerDuty-Signature", "v1=")},
      {"Slack",
       "{signature_header: X-Slack-Signature, signature_prefix: \"v0=\", signed_content: "
       "\"v0:{timestamp}:{body}\", timestamp: {header: X-Slack-Request-Timestamp}}",
       key, other, slack, true, true},
      {"Jira Cloud",
       "{signature_header: X-Hub-Signature, signature_algorithm: from-prefix, "
       "signature_algorithms: {sha256: hmac-sha256}}",
       key, other, hex_of_body("X-Hub-Signature", "sha256=")},
      {"Stripe", "recipes/stripe", kWhsec, kOtherWhsec, stripe, true, true},
      {"Shopify", "recipes/shopify", key, other, shopify},
      {"Linear", "recipes/linear", key, other, hex_of_body("Linear-Signature", "")},
      {"Sentry", "recipes/sentry", key, other, hex_of_body("Sentry-Hook-Signature", "")},
      {"Bitbucket", "recipes/bitbucket", key, other, hex_of_body("X-Hub-Signature", "sha256=")},
      {"GitLab signing token", "recipes/gitlab", kWhsec, kOtherWhsec, standard_v1, true, true},
      {"Standard Webhooks v1", "standard-webhooks", kWhsec, kOtherWhsec, standard_v1, true, true},
      {"Standard Webhooks v1a", "standard-webhooks", public_key(kSeed), public_key(kOtherSeed),
       [](const Sent& sent) {
         const bool ours = sent.secret == public_key(kSeed);
         return standard_v1a({ours ? kSeed : kOtherSeed, sent.body, sent.seconds});
       },
       true, true},
      {"generic", "generic", key, other, hex_of_body("X-Signature-256", "sha256=")},
  };
}

std::function<Fields(const Sent&)> shown_in(const std::string& header) {
  return [=](const Sent& sent) { return Fields{{header, sent.secret}}; };
}

std::vector<Provider> showing() {
  const std::string key = "a plain token", other = "another token";
  const auto basic = [](const Sent& sent) {
    return Fields{{"Authorization", "Basic " + to_base64(sent.secret)}};
  };
  return {
      {"GitLab token", "recipes/gitlab", key, other, shown_in("X-Gitlab-Token"), false},
      {"Datadog", "recipes/datadog", key, other, shown_in("X-AMFS-Token"), false},
      {"Opsgenie", "recipes/opsgenie", key, other, shown_in("X-AMFS-Token"), false},
      {"generic token", "generic", "token_12345678", "token_87654321", shown_in("X-Webhook-Token"),
       false},
      {"Jira Data Center", "jira/data-center", "amfs:long password", "amfs:other password", basic,
       false},
      {"Jira OAuth", "jira/oauth", "a client secret", "another client", jira_oauth, false},
  };
}

}  // namespace

std::vector<Provider> providers() {
  std::vector<Provider> all = signing();
  for (Provider& provider : showing()) all.push_back(std::move(provider));
  return all;
}

host::config::Manifest manifest_of(const Provider& provider) {
  if (provider.manifest.front() == '{') return manifest_of(provider.manifest);
  auto loaded = host::config::load_manifest(std::string(AMFS_MANIFESTS_DIR) + "/" +
                                            provider.manifest + "/connector.yaml");
  if (loaded.has_error()) FAIL(loaded.error().message);
  return std::move(loaded.value());
}

}  // namespace ingest_test
