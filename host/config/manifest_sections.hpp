// The sections of connector.yaml, one reader each. Internal to this folder: they throw ConfigError,
// manifest_loader.cpp turns that into an Error.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "host/config/manifest.hpp"
#include "host/config/yaml_reader.hpp"

namespace host::config {

// Reads every signature key of `map` on top of what `spec` holds already.
void read_signature_keys(YamlMap& map, SignatureSpec& spec);
// Checks a finished set of rules and fills in what follows from the scheme.
void complete_signature(const YamlNode& at, SignatureSpec& spec);
std::optional<SignatureScheme> read_scheme(YamlMap& map);
KeyEncoding read_key_encoding(const YamlNode& node);

WebhookSpec read_webhook(const YamlNode& node);

IdentitySpec read_identity(const YamlNode* node);  // nullptr = defaults
DedupeSpec read_dedupe(const YamlNode& node);
std::vector<HandshakeSpec> read_handshake(const YamlNode& node);
TimestampFormat read_timestamp_format(const YamlNode& node);
JsonPointer read_pointer(const YamlNode& node);
std::vector<JsonPointer> read_pointers(const YamlNode& node, std::size_t max);

EntryPoint read_entry_point(const YamlNode& node);
std::vector<std::string> read_event_types(const YamlNode& node);
std::vector<EnvVarSpec> read_env_vars(const YamlNode& node, std::string_view connector_name);
PermissionsSpec read_permissions(const YamlNode& node, const std::string& default_path);
RetrySpec read_retry(const YamlNode& node);
std::string read_entity_path(const YamlNode& node);

}  // namespace host::config
