#include "host/config/manifest_loader.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "host/config/config_check.hpp"
#include "host/config/manifest_sections.hpp"
#include "host/config/yaml_json.hpp"
#include "host/config/yaml_values.hpp"

namespace host::config {
namespace {

constexpr std::size_t kMaxConnectorName = 63;
constexpr std::size_t kMaxRedact = 64;

std::string read_name(const YamlNode& node) {
  std::string name = read_text(node);
  const auto lower = [](char c) { return c >= 'a' && c <= 'z'; };
  const bool valid = !name.empty() && name.size() <= kMaxConnectorName && lower(name[0]) &&
                     std::all_of(name.begin(), name.end(), [&](char c) {
                       return lower(c) || (c >= '0' && c <= '9') || c == '-';
                     });
  if (!valid)
    fail_at(node, "name must be a letter, then lowercase letters, digits or hyphens, at most 63");
  return name;
}

Version read_version(const YamlNode& node) {
  auto version = parse_version(read_text(node));
  if (!version) fail_at(node, "not a semantic version; write it like \"1.0.0\"");
  return std::move(*version);
}

std::string read_schema(const YamlNode& node) {
  std::string schema = to_json_object(node, "config_schema");
  const auto checked = check_config("{}", schema);
  if (!checked && checked.error().code == "config_schema_invalid")
    fail_at(node, checked.error().message);
  return schema;
}

void read_about(YamlMap& map, Manifest& manifest) {
  if (const auto* node = map.find("description")) manifest.description = read_text(*node);
  if (const auto* node = map.find("author")) manifest.author = read_text(*node);
  if (const auto* node = map.find("license")) manifest.license = read_text(*node);
  if (const auto* node = map.find("min_amfs_version"))
    manifest.min_amfs_version = read_version(*node);
  if (const auto* node = map.find("dependencies")) manifest.dependencies = read_text_list(*node);
}

void read_behaviour(YamlMap& map, Manifest& manifest) {
  manifest.webhook = read_webhook(map.need("webhook", "add webhook: {signature_header: …}"));
  manifest.identity = read_identity(map.find("identity"));
  if (const auto* node = map.find("dedupe")) manifest.dedupe = read_dedupe(*node);
  if (const auto* node = map.find("handshake")) manifest.handshake = read_handshake(*node);
  if (const auto* node = map.find("retry")) manifest.retry = read_retry(*node);
  if (const auto* node = map.find("redact")) manifest.redact = read_pointers(*node, kMaxRedact);
  manifest.event_types = {"*"};
  if (const auto* node = map.find("event_types")) manifest.event_types = read_event_types(*node);
}

void read_surroundings(YamlMap& map, Manifest& manifest) {
  manifest.default_entity_path = manifest.name;
  if (const auto* node = map.find("default_entity_path")) {
    manifest.default_entity_path = read_entity_path(*node);
  }
  manifest.permissions.memory_write = {manifest.default_entity_path};
  if (const auto* node = map.find("permissions")) {
    manifest.permissions = read_permissions(*node, manifest.default_entity_path);
  }
  if (const auto* node = map.find("env_vars"))
    manifest.env_vars = read_env_vars(*node, manifest.name);
  if (const auto* node = map.find("config")) manifest.config_json = to_json_object(*node, "config");
  if (const auto* node = map.find("config_schema"))
    manifest.config_schema_json = read_schema(*node);
}

Manifest read_manifest(const YamlNode& root) {
  YamlMap map(root, "the manifest");
  Manifest manifest;
  manifest.name = read_name(map.need("name", "name the connector"));
  manifest.version = read_version(map.need("version", "add version: \"0.1.0\""));
  manifest.entry_point =
      read_entry_point(map.need("entry_point", "add entry_point: amfs_connector_x:XConnector"));
  read_about(map, manifest);
  read_behaviour(map, manifest);
  read_surroundings(map, manifest);
  map.finish();
  return manifest;
}

}  // namespace

Result<Manifest> parse_manifest(std::string_view yaml, std::string_view shown_name) {
  try {
    return read_manifest(parse_yaml(yaml));
  } catch (const ConfigError& error) {
    return Error{"manifest_invalid", describe(error, shown_name)};
  }
}

Result<Manifest> load_manifest(const std::filesystem::path& file) {
  auto text = read_config_file(file);
  if (!text) return text.error();
  return parse_manifest(*text, file.string());
}

}  // namespace host::config
