// The JSON Schema for editors and the loader say the same.
#include <rapidjson/document.h>
#include <rapidjson/schema.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "host/config/manifest_loader.hpp"
#include "host/config/yaml_json.hpp"
#include "tests/support/catch.hpp"

using namespace host::config;

namespace {

std::string content(const std::filesystem::path& file) {
  std::ifstream in(file);
  REQUIRE(in);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

rapidjson::Document schema() {
  rapidjson::Document out;
  out.Parse(
      content(std::filesystem::path(AMFS_SOURCE_DIR) / "manifests/schema/connector.schema.json")
          .c_str());
  REQUIRE_FALSE(out.HasParseError());
  return out;
}

bool allows(const rapidjson::Document& schema_json, const std::string& yaml) {
  rapidjson::Document manifest;
  manifest.Parse(to_json(parse_yaml(yaml)).c_str());
  const rapidjson::SchemaDocument compiled(schema_json);
  rapidjson::SchemaValidator validator(compiled);
  return manifest.Accept(validator);
}

const std::string kHead = "name: acme\nversion: 1.0.0\nentry_point: amfs_connector_acme:Acme\n";

// Whether the loader, given this, complains about anything but an unknown key.
bool loader_knows(const std::string& yaml) {
  const auto manifest = parse_manifest(yaml, "connector.yaml");
  return manifest.has_value() || manifest.error().message.find("unknown key") == std::string::npos;
}

}  // namespace

TEST_CASE("every shipped manifest satisfies loader and schema") {
  const rapidjson::Document schema_json = schema();
  int seen = 0;
  const auto root = std::filesystem::path(AMFS_SOURCE_DIR) / "manifests";  // recipes as well
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
    const auto& file = entry.path();
    if (file.filename() != kManifestFile) continue;
    INFO(file.string());
    const auto manifest = load_manifest(file);
    CHECK((manifest.has_value() ? std::string() : manifest.error().message).empty());
    CHECK(allows(schema_json, content(file)));
    ++seen;
  }
  CHECK(seen >= 15);
}

TEST_CASE("the schema offers no key that the loader does not know") {
  const rapidjson::Document schema_json = schema();
  for (const auto& property : schema_json["properties"].GetObject()) {
    const std::string key = property.name.GetString();
    INFO(key);
    const bool in_head =
        key == "name" || key == "version" || key == "entry_point" || key == "webhook";
    CHECK((in_head || loader_knows(kHead + "webhook: {signature_header: X}\n" + key + ":\n")));
  }
  const auto& definitions = schema_json["definitions"];
  for (const auto& property : definitions["webhook"]["properties"].GetObject()) {
    INFO(property.name.GetString());
    CHECK(loader_knows(kHead + "webhook: {" + property.name.GetString() + ": ~}\n"));
  }
  for (const auto& property : definitions["key"]["properties"].GetObject()) {
    INFO(property.name.GetString());
    CHECK(loader_knows(kHead + "webhook: {signature_header: X, keys: [{" +
                       property.name.GetString() + ": ~}]}\n"));
  }
  for (const char* section : {"identity", "dedupe", "permissions", "retry"}) {
    for (const auto& property : definitions[section]["properties"].GetObject()) {
      INFO(section << "." << property.name.GetString());
      CHECK(loader_knows(kHead + "webhook: {signature_header: X}\n" + section + ": {" +
                         property.name.GetString() + ": ~}\n"));
    }
  }
}

TEST_CASE("the schema allows every key of the contract, and no other") {
  const rapidjson::Document schema_json = schema();
  const std::string full = kHead + R"yaml(
description: d
author: a
license: MIT
webhook:
  scheme: signature
  signature_header: X-Sig
  signature_algorithm: from-prefix
  signature_algorithms: {sha256: hmac-sha256}
  signature_prefix: ""
  signature_separator: ","
  signature_encoding: hex
  signed_content: "{id}.{timestamp}.{body}"
  timestamp: {header: X-Time, prefix: "", format: unix_ms, tolerance: 5min}
  id: {header: X-Id}
  key_encoding: base64
  key_prefix: k_
  keys: [{prefix: a_, encoding: hex}, {prefix: b_, key_encoding: utf8, key_prefix: b}]
  success_status: 202
  success_body: empty
  ack_deadline: 2.5s
  content_types: [json]
  store_headers: [X-Event]
  max_payload_bytes: 100
default_entity_path: a/b
event_types: [x, "y.*"]
env_vars: [{name: AMFS_CONNECTOR_ACME_URL, description: d, required: true, expose: true}]
min_amfs_version: 0.1.0
dependencies: [x]
config: {a: 1}
config_schema: {type: object}
identity: {event_type: ["{/type}", generic], id: {header: X-Id}, entity_path: "{/x:path}", occurred_at: {pointers: [/t], format: rfc3339}}
dedupe: {window: 7d, digest_window: 15min, body_unique: true}
handshake: [{when: {event_type: ping, /a~1b: true}, reply: {status: 200, content_type: text/plain, body: "{/c}"}}]
permissions: {memory_read: true, memory_write: [default_entity_path]}
retry: {attempts: 3, delay: 5s, max_delay: 5min}
redact: [/user/email]
)yaml";
  const auto manifest = parse_manifest(full, "connector.yaml");
  CHECK((manifest.has_value() ? std::string() : manifest.error().message).empty());
  CHECK(allows(schema_json, full));
  CHECK_FALSE(allows(schema_json, full + "extra: 1\n"));
  CHECK_FALSE(allows(schema_json, kHead));
  CHECK_FALSE(allows(schema_json, kHead + "webhook: {signature_heder: X}\n"));
  CHECK_FALSE(allows(schema_json, kHead + "webhook: {signature_header: X}\nretry: {delay: 5}\n"));
}
