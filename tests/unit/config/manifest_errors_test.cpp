#include "host/config/manifest_loader.hpp"
#include "temp_folder.hpp"
#include "tests/support/catch.hpp"

using namespace host::config;

namespace {

const std::string kHead = "name: acme\nversion: 1.0.0\nentry_point: amfs_connector_acme:Acme\n";
const std::string kPlain = kHead + "webhook: {signature_header: X-Sig}\n";

struct Case {
  std::string yaml;
  std::string expected;  // part of the message
};

void check(const std::vector<Case>& cases) {
  for (const Case& item : cases) {
    INFO(item.yaml);
    const auto manifest = parse_manifest(item.yaml, "connector.yaml");
    REQUIRE(manifest.has_error());
    const std::string& message = manifest.error().message;
    INFO(message);
    CHECK(manifest.error().code == "manifest_invalid");
    CHECK(message.rfind("connector.yaml:", 0) == 0);
    CHECK(message.find(item.expected) != std::string::npos);
    CHECK(message.find('\n') == std::string::npos);
  }
}

std::vector<Case> webhooks(const std::vector<std::pair<std::string, std::string>>& cases) {
  std::vector<Case> out;
  for (const auto& [webhook, expected] : cases)
    out.push_back({kHead + "webhook: " + webhook + "\n", expected});
  return out;
}

std::vector<Case> sections(const std::vector<std::pair<std::string, std::string>>& cases) {
  std::vector<Case> out;
  for (const auto& [section, expected] : cases) out.push_back({kPlain + section + "\n", expected});
  return out;
}

}  // namespace

TEST_CASE("required fields and names") {
  check({
      {"", "must be a mapping"},
      {"version: 1.0.0\n", "lacks \"name\""},
      {"name: acme\n", "lacks \"version\""},
      {"nmae: acme\n", ":1:1: unknown key \"nmae\" in the manifest; did you mean \"name\"?"},
      {"name: acme\nversion: 1.0.0\n", "lacks \"entry_point\""},
      {kHead, "lacks \"webhook\""},
      {"name: Acme\n", ":1:7: name must be"},
      {"name: 9acme\n", "name must be"},
      {"name: a_b\n", "name must be"},
      {"name: ../x\n", "name must be"},
      {"name: " + std::string(64, 'a') + "\n", "name must be"},
      {"name: acme\nversion: 1.0\n", ":2:10: not a semantic version"},
      {"name: acme\nversion: 1.0.0\nentry_point: ../evil:X\n", "entry_point must be"},
      {"name: acme\nversion: 1.0.0\nentry_point: /tmp/evil:X\n", "entry_point must be"},
      {"name: acme\nversion: 1.0.0\nentry_point: lib:X Y\n", "entry_point must be"},
      {kPlain + "descripton: x\n",
       ":5:1: unknown key \"descripton\" in the manifest; did you mean \"description\"?"},
      {kPlain + "name: acme\n", ":5:1: duplicate key \"name\", first on line 1"},
  });
}

TEST_CASE("signature rules that cannot work are refused") {
  check(webhooks({
      {"{}", "lacks \"signature_header\""},
      {"{signature_heder: X}", "did you mean \"signature_header\"?"},
      {"{signature_header: 'X Y'}", "not a header name"},
      {"{signature_header: X, signature_algorithm: md5}", "use one of: hmac-sha256"},
      {"{signature_header: X, scheme: signed}", "use one of: signature, token"},
      {"{signature_header: X, signed_content: 'v0:'}", "lacks {body}"},
      {"{signature_header: X, signed_content: '{body'}", "close the placeholder"},
      {"{signature_header: X, signed_content: '{url}{body}'}", "unknown placeholder {url}"},
      {"{signature_header: X, signed_content: '{timestamp}{body}'}", "add timestamp: {header"},
      {"{signature_header: X, timestamp: {header: T}}", "not signed"},
      {"{signature_header: X, signed_content: '{timestamp}{body}', timestamp: {header: T, "
       "tolerance: 0s}}",
       "must be from"},
      {"{signature_header: X, signed_content: '{id}{body}'}", "belong together"},
      {"{signature_header: X, id: {header: I}}", "belong together"},
      {"{signature_header: X, signature_separator: ;}", "must be \",\" or \" \""},
      {"{signature_header: X, signature_separator: ',', signature_prefix: 'v1,'}",
       "holds the signature_separator"},
      {"{signature_header: X, signature_prefix: \"\\x01\"}", "printable ASCII"},
      {"{signature_header: X, signature_algorithm: from-prefix}", "needs signature_algorithms"},
      {"{signature_header: X, signature_algorithms: {a: hmac-sha256}}", "only for from-prefix"},
      {"{signature_header: X, signature_algorithm: from-prefix, signature_algorithms: {a: "
       "from-prefix}}",
       "not an algorithm"},
      {"{signature_header: X, signature_algorithm: ed25519}", "key_encoding: base64 or hex"},
      {"{signature_header: X, signed_content: '{timestamp}{body}', timestamp: {header: x}}",
       "needs timestamp.prefix"},
      {"{scheme: jwt}", "needs signature_algorithms"},
      {"{scheme: token, signature_header: X, signed_content: 'a{body}'}",
       "only for scheme signature or code"},
  }));
}

TEST_CASE("items of keys are checked like the webhook") {
  check(webhooks({
      {"{signature_header: X, keys: []}", "list of 1 to 8"},
      {"{signature_header: X, keys: [{prefix: a}, {prefix: ab}]}", "never reached"},
      {"{signature_header: X, keys: [{prefix: a, encoding: hex, key_encoding: hex}]}", "keep one"},
      {"{signature_header: X, keys: [{prefx: a}]}", "did you mean \"prefix\"?"},
      {"{keys: [{prefix: a}]}", "lacks \"signature_header\""},
      {"{signature_header: X, keys: [{prefix: a, max_payload_bytes: 1}]}", "unknown key"},
  }));
}

TEST_CASE("the rest of the webhook section is bounded") {
  check(webhooks({
      {"{signature_header: X, max_payload_bytes: 0}", "whole number from 1"},
      {"{signature_header: X, max_payload_bytes: 99999999999}", "whole number from 1"},
      {"{signature_header: X, success_status: 201}", "must be 200, 202 or 204"},
      {"{signature_header: X, success_body: html}", "use one of: json, empty"},
      {"{signature_header: X, ack_deadline: 1h}", "must be from"},
      {"{signature_header: X, content_types: [xml]}", "knows json and form"},
      {"{signature_header: X, content_types: []}", "is empty"},
      {"{signature_header: X, store_headers: [authorization]}", "carries credentials"},
      {"{signature_header: X, store_headers: [X-AMFS-API-Key]}", "carries credentials"},
  }));
}

TEST_CASE("identity, handshake and redaction are checked") {
  check(sections({
      {"identity: {event_type: '{action}'}", "neither {header.Name} nor"},
      {"identity: {event_type: []}", "list of 1 to"},
      {"identity: {id: {pointer: /a, header: B}}", "exactly one"},
      {"identity: {id: {}}", "exactly one"},
      {"identity: {id: {pointer: a}}", "not a JSON pointer"},
      {"identity: {id: {pointer: ''}}", "the empty pointer"},
      {"identity: {occurred_at: {format: unix_s}}", "lacks \"pointers\""},
      {"handshake: {when: {/a: b}}", "must be a list"},
      {"handshake: [{reply: {}}]", "lacks \"when\""},
      {"handshake: [{when: {}}]", "1 to 8 conditions"},
      {"handshake: [{when: {type: x}}]", "must be event_type or a JSON pointer"},
      {"handshake: [{when: {/a: b}, reply: {status: 500}}]", "from 200 to 299"},
      {"handshake: [{when: {/a: b}, reply: {content_type: text/html}}]", "must be text/plain"},
      {"handshake: [{when: {/a: b}, reply: {body: " + std::string(1025, 'x') + "}}]",
       "longer than 1 KiB"},
      {"redact: ['']", "the empty pointer"},
      {"redact: [user]", "start it with /"},
  }));
}

TEST_CASE("event types, paths, permissions, retry, config are checked") {
  check(sections({
      {"event_types: ['a*b']", "one trailing *"},
      {"event_types: ['']", "one trailing *"},
      {"default_entity_path: ../..", "not an entity path"},
      {"default_entity_path: " + std::string(513, 'a'), "not an entity path"},
      {"permissions: {memory_read: 1}", "must be true or false"},
      {"permissions: {memory_write: [..]}", "not an entity path"},
      {"dedupe: {window: 7}", "duration with a unit"},
      {"retry: {attempts: 0}", "from 1 to 100"},
      {"retry: {delay: 10s, max_delay: 1s}", "shorter than delay"},
      {"config: [1]", "config must be a mapping"},
      {"config: {a: .inf}", "no infinity"},
      {"config_schema: {$ref: x}", "$ref"},
      {"min_amfs_version: '>=1'", "not a semantic version"},
  }));
}

TEST_CASE("a manifest may name only its own variables and never shows a secret") {
  check(sections({
      {"env_vars: [AWS_SECRET_ACCESS_KEY]", "may name only AMFS_CONNECTOR_ACME_*"},
      {"env_vars: [AMFS_API_KEYS]", "may name only"},
      {"env_vars: [AMFS_CONNECTOR_GITHUB_SECRET]", "may name only"},
      {"env_vars: [AMFS_CONNECTOR_ACME_]", "may name only"},
      {"env_vars: [{name: AMFS_CONNECTOR_ACME_SECRET, expose: true}]", "never shown"},
      {"env_vars: [{name: AMFS_CONNECTOR_ACME_SECRET_PREVIOUS, expose: true}]", "never shown"},
      {"env_vars: {AMFS_CONNECTOR_ACME_SERVICE_SECRET: {expose: true}}", "never shown"},
      {"env_vars: [AMFS_CONNECTOR_ACME_A, AMFS_CONNECTOR_ACME_A]", "listed twice"},
      {"env_vars: [{description: x}]", "lacks \"name\""},
      {"env_vars: {AMFS_CONNECTOR_ACME_A: [1]}", "must be a description"},
      {"env_vars: x", "must be a list"},
  }));
}

TEST_CASE("a missing file says which") {
  const auto manifest = load_manifest("/nonexistent/connector.yaml");
  REQUIRE(manifest.has_error());
  CHECK(manifest.error().message.find("/nonexistent/connector.yaml") == 0);
}

TEST_CASE("errors of a file carry its path") {
  const test::TempFolder folder;
  const auto file = folder.write("connector.yaml", kPlain + "retyr: {}\n");
  const auto manifest = load_manifest(file);
  REQUIRE(manifest.has_error());
  CHECK(manifest.error().message ==
        file.string() + ":5:1: unknown key \"retyr\" in the manifest; did you mean \"retry\"?");
}
