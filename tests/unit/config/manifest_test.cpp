#include "host/config/manifest_loader.hpp"

#include "tests/support/catch.hpp"

using namespace host::config;
using Piece = SignedPiece::Kind;

namespace {

Manifest load(const std::string& yaml) {
  auto manifest = parse_manifest(yaml, "connector.yaml");
  if (manifest.has_error()) FAIL(manifest.error().message);
  return std::move(manifest.value());
}

// A manifest whose sections other than `rest` are plain.
Manifest with(const std::string& rest) {
  return load("name: acme\nversion: 1.0.0\nentry_point: amfs_connector_acme:Acme\n" + rest);
}
Manifest with_webhook(const std::string& webhook) { return with("webhook: " + webhook + "\n"); }

}  // namespace

TEST_CASE("the original's reference manifest loads unchanged") {
  const Manifest m = load(R"yaml(
# Required: unique connector name (lowercase, alphanumeric, hyphens)
name: myservice
version: "1.0.0"
description: "Ingest events from MyService into AMFS"
author: "Your Name <you@example.com>"
license: "Apache-2.0"
entry_point: amfs_connector_myservice.connector:MyServiceConnector
webhook:
  signature_header: "X-MyService-Signature"
  signature_algorithm: "hmac-sha256"
  signature_prefix: ""
  max_payload_bytes: 1048576
default_entity_path: "integrations/myservice"
event_types:
  - "event.created"
  - "incident.*"
env_vars:
  - name: AMFS_CONNECTOR_MYSERVICE_SECRET
    description: "HMAC secret for webhook signature verification"
    required: true
  - name: AMFS_CONNECTOR_MYSERVICE_API_KEY
    description: "API key for pulling historical data (optional)"
    required: false
min_amfs_version: "0.1.0"
dependencies:
  - "requests>=2.28.0"
config:
  batch_size: 100
  retry_delay_seconds: 5
)yaml");
  CHECK(m.name == "myservice");
  CHECK(m.version.text == "1.0.0");
  CHECK(m.author == "Your Name <you@example.com>");
  CHECK(m.entry_point.library == "amfs_connector_myservice");
  CHECK(m.entry_point.class_name == "MyServiceConnector");
  CHECK(m.library_file() == "libamfs_connector_myservice.so");
  CHECK(m.webhook.signature.signature_header == "X-MyService-Signature");
  CHECK(m.webhook.signature.algorithm == SignatureAlgorithm::hmac_sha256);
  CHECK(m.default_entity_path == "integrations/myservice");
  REQUIRE(m.env_vars.size() == 2);
  CHECK(m.env_vars[0].required);
  CHECK_FALSE(m.env_vars[1].required);
  CHECK(m.min_amfs_version->text == "0.1.0");
  CHECK(m.dependencies == std::vector<std::string>{"requests>=2.28.0"});
  CHECK(m.config_json == R"({"batch_size":100,"retry_delay_seconds":5})");
  CHECK(m.handles("event.created"));
  CHECK(m.handles("incident.opened"));
  CHECK_FALSE(m.handles("event.created.x"));
  CHECK_FALSE(m.handles("incident"));
}

TEST_CASE("defaults are the starred ones") {
  const Manifest m = with_webhook("{signature_header: X-Sig}");
  const SignatureSpec& s = m.webhook.signature;
  CHECK(s.scheme == SignatureScheme::signature);
  CHECK(s.encoding == SignatureEncoding::hex);
  CHECK(s.key_encoding == KeyEncoding::utf8);
  CHECK(s.signed_content.size() == 1);
  CHECK(s.signs(Piece::body));
  CHECK_FALSE(s.timestamp);
  CHECK(m.webhook.max_payload_bytes == 1048576);
  CHECK(m.webhook.success_status == 200);
  CHECK(m.webhook.ack_deadline_ns == 2'500'000'000);
  CHECK(m.webhook.accept_json);
  CHECK(m.webhook.accept_form);
  CHECK(m.default_entity_path == "acme");
  CHECK(m.permissions.memory_write == std::vector<std::string>{"acme"});
  CHECK_FALSE(m.permissions.memory_read);
  CHECK(m.handles("anything"));
  CHECK(m.identity.event_type.choices().size() == 3);
  CHECK(m.identity.id.kind == EventIdSource::Kind::none);
  CHECK(m.dedupe.window_ns == 7 * kDayNs);
  CHECK(m.dedupe.digest_window_ns == 15 * kMinuteNs);
  CHECK(m.retry.attempts == 3);
  CHECK(m.retry.max_delay_ns == 5 * kMinuteNs);
  CHECK(m.config_json == "{}");
  CHECK(m.config_schema_json.empty());
}

TEST_CASE("env_vars may be names, items or a mapping") {
  const auto vars = [](const std::string& text) {
    return with("webhook: {signature_header: X}\nenv_vars: " + text + "\n").env_vars;
  };
  CHECK(vars("[AMFS_CONNECTOR_ACME_SECRET]")[0].name == "AMFS_CONNECTOR_ACME_SECRET");
  const auto mapped = vars(
      "{AMFS_CONNECTOR_ACME_URL: where it is, AMFS_CONNECTOR_ACME_REGION: {expose: true}, "
      "AMFS_CONNECTOR_ACME_X: }");
  REQUIRE(mapped.size() == 3);
  CHECK(mapped[0].description == "where it is");
  CHECK(mapped[1].expose);
  CHECK_FALSE(mapped[2].expose);
}

TEST_CASE("Slack: a signed timestamp, an empty answer, handshakes") {
  const Manifest m = with(R"(
default_entity_path: comms/slack
webhook: {signature_header: X-Slack-Signature, signature_algorithm: hmac-sha256, signature_prefix: "v0=", signed_content: "v0:{timestamp}:{body}", timestamp: {header: X-Slack-Request-Timestamp}, success_body: empty}
identity: {event_type: ["{/event/type}[/{/event/subtype}]", "{/type}", slash_command], id: {pointer: /event_id}, occurred_at: [/event/event_ts, /event_time], entity_path: ["{/event/channel}", "{/event/item/channel}"]}
permissions: {memory_read: true}
handshake: [{when: {/type: url_verification}, reply: {body: "{/challenge}"}}, {when: {/ssl_check: "1"}}]
)");
  const SignatureSpec& s = m.webhook.signature;
  REQUIRE(s.signed_content.size() == 4);
  CHECK(s.signed_content[0].literal == "v0:");
  CHECK(s.signed_content[1].kind == Piece::timestamp);
  CHECK(s.signed_content[2].literal == ":");
  CHECK(s.signed_content[3].kind == Piece::body);
  CHECK(s.timestamp->header == "X-Slack-Request-Timestamp");
  CHECK(s.timestamp->tolerance_ns == 300'000'000'000);
  CHECK(m.webhook.success_body == SuccessBody::empty);
  CHECK(m.permissions.memory_read);
  CHECK(m.identity.occurred_at.pointers.size() == 2);
  CHECK(m.id_is_signed(s));
  REQUIRE(m.handshake.size() == 2);
  CHECK(m.handshake[0].when[0].pointer.text == "/type");
  CHECK(m.handshake[0].when[0].value == "url_verification");
  CHECK(m.handshake[0].reply.body->text() == "{/challenge}");
  CHECK(m.handshake[1].when[0].value == "1");
  CHECK_FALSE(m.handshake[1].reply.body);
}

TEST_CASE("PagerDuty: a list of signatures, another status, a handshake by type") {
  const Manifest m = with(R"(
webhook: {signature_header: X-PagerDuty-Signature, signature_prefix: "v1=", signature_separator: ",", success_status: 202}
identity: {event_type: "{/event/event_type}", occurred_at: /event/occurred_at}
handshake: [{when: {event_type: pagey.ping}}]
)");
  CHECK(m.webhook.signature.signature_separator == ",");
  CHECK(m.webhook.success_status == 202);
  CHECK(m.handshake[0].when[0].on_event_type);
  CHECK(m.identity.occurred_at.pointers[0].text == "/event/occurred_at");
}

TEST_CASE("Jira: the algorithm comes from the prefix, within an allow-list") {
  const Manifest m = with(R"(
webhook: {signature_header: X-Hub-Signature, signature_algorithm: from-prefix, signature_algorithms: {sha256: hmac-sha256}, max_payload_bytes: 26214400}
identity: {id: {header: X-Atlassian-Webhook-Identifier}, occurred_at: {pointers: [/timestamp], format: unix_ms}}
)");
  CHECK(m.webhook.signature.algorithm == SignatureAlgorithm::from_prefix);
  CHECK(m.webhook.signature.algorithms.at("sha256") == SignatureAlgorithm::hmac_sha256);
  CHECK(m.webhook.max_payload_bytes == 26214400);
  CHECK(m.identity.occurred_at.format == TimestampFormat::unix_ms);
  CHECK_FALSE(m.id_is_signed(m.webhook.signature));  // a header outside the signature
}

TEST_CASE("Stripe: the time is an item of the signature header") {
  const Manifest m = with_webhook(
      R"({signature_header: Stripe-Signature, signature_prefix: "v1=", signature_separator: ",", signed_content: "{timestamp}.{body}", timestamp: {header: stripe-signature, prefix: "t="}})");
  CHECK(m.webhook.signature.timestamp->prefix == "t=");
}

TEST_CASE("Standard Webhooks: the configured secret picks the rules") {
  const Manifest m = with(R"(
webhook: {signature_header: webhook-signature, signature_separator: " ", signature_encoding: base64, signed_content: "{id}.{timestamp}.{body}", id: {header: webhook-id}, timestamp: {header: webhook-timestamp},
  keys: [{prefix: whsec_, encoding: base64, signature_algorithm: hmac-sha256, signature_prefix: "v1,"}, {prefix: whpk_, encoding: base64, signature_algorithm: ed25519, signature_prefix: "v1a,"}]}
identity: {id: {header: Webhook-Id}}
)");
  const SignatureSpec* hmac = m.webhook.for_secret("whsec_AAAA");
  const SignatureSpec* ed25519 = m.webhook.for_secret("whpk_AAAA");
  REQUIRE(hmac != nullptr);
  REQUIRE(ed25519 != nullptr);
  CHECK(m.webhook.for_secret("other") == nullptr);
  CHECK(hmac->signature_prefix == "v1,");
  CHECK(hmac->key_encoding == KeyEncoding::base64);
  CHECK(hmac->key_prefix == "whsec_");
  CHECK(hmac->encoding == SignatureEncoding::base64);
  CHECK(hmac->timestamp->header == "webhook-timestamp");
  CHECK(ed25519->algorithm == SignatureAlgorithm::ed25519);
  CHECK(m.id_is_signed(*hmac));  // the header's name is compared without case
}

TEST_CASE("an item of another scheme starts from scratch") {
  const Manifest m = with_webhook(
      R"({signature_header: webhook-signature, signed_content: "{id}.{body}", id: {header: webhook-id},
  keys: [{prefix: whsec_, encoding: base64}, {scheme: token, signature_header: X-Gitlab-Token}]})");
  const SignatureSpec* token = m.webhook.for_secret("plain");
  REQUIRE(token != nullptr);
  CHECK(token->scheme == SignatureScheme::token);
  CHECK(token->signature_header == "X-Gitlab-Token");
  CHECK(token->id_header.empty());
  CHECK(m.webhook.needs_secret());
}

TEST_CASE("the other schemes parse") {
  CHECK(with_webhook("{scheme: basic}").webhook.signature.signature_header == "Authorization");
  const Manifest jwt = with_webhook(
      R"({scheme: jwt, signature_prefix: "Bearer ", signature_algorithms: {HS256: hmac-sha256}})");
  CHECK(jwt.webhook.signature.algorithms.count("HS256") == 1);
  CHECK(with_webhook("{scheme: token, signature_header: X-T}").webhook.signature.scheme ==
        SignatureScheme::token);
  CHECK(with_webhook("{scheme: code, signature_header: X-S}").webhook.needs_secret());
  CHECK_FALSE(with_webhook("{scheme: none}").webhook.needs_secret());
}

TEST_CASE("the remaining sections are read") {
  const Manifest m = with(R"(
webhook: {signature_header: X, success_status: 204, ack_deadline: 1s, content_types: [json], store_headers: [X-Event]}
default_entity_path: " team//acme/ "
dedupe: {window: 30d, digest_window: 1h, body_unique: true}
permissions: {memory_write: [default_entity_path, shared/acme]}
config_schema: {type: object, properties: {n: {type: integer}}}
retry: {attempts: 5, delay: 10min}
redact: [/user/email, /a~1b]
handshake: [{when: {event_type: ping, /x: true}, reply: {status: 201, content_type: application/json, body: '{{"ok":true}}'}}]
)");
  CHECK(m.webhook.success_body == SuccessBody::empty);  // 204 has no body
  CHECK_FALSE(m.webhook.accept_form);
  CHECK(m.webhook.store_headers == std::vector<std::string>{"X-Event"});
  CHECK(m.default_entity_path == "team/acme");
  CHECK(m.permissions.memory_write == std::vector<std::string>{"team/acme", "shared/acme"});
  CHECK(m.dedupe.body_unique);
  CHECK(m.config_schema_json == R"({"type":"object","properties":{"n":{"type":"integer"}}})");
  CHECK(m.retry.max_delay_ns == m.retry.delay_ns);  // never below the delay
  CHECK(m.redact[1].segments == std::vector<std::string>{"a/b"});
  CHECK(m.handshake[0].when.size() == 2);
  CHECK(m.handshake[0].reply.status == 201);
}
