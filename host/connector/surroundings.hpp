// What a connector needs beside its folder: variables, secrets and its section of amfs.yaml.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "host/config/environment.hpp"
#include "host/config/manifest.hpp"
#include "host/connector/generation.hpp"

namespace host::connector {

const config::ConnectorSettings* settings_of(const std::string& connector,
                                             const ConnectorSettingsMap* settings);

// default_entity_path, or the prefix that the operator put in its place. The default too when the
// prefix is no path: what_is_missing() says so.
std::string effective_path(const config::Manifest& manifest, const config::Environment& env);

// Name and value of the variables that the connector's code may see.
std::vector<std::pair<std::string, std::string>> exposed_variables(
    const std::vector<config::EnvVarSpec>& variables, const config::Environment& env);

// The secrets to verify with; none when they cannot be read.
config::ConnectorSecrets secrets_of(const std::string& connector, const config::Environment& env);

// Why nothing can be verified or a required variable is not there, and what to do; empty when all
// is there.
std::string what_is_missing(const config::Manifest& manifest, const config::Environment& env);

// Change whenever a value changes, one for what the code sees, one for all else. Digests: no value
// can be read from them.
struct SurroundingsDigest {
  std::string exposed;
  std::string secret;
  bool operator==(const SurroundingsDigest&) const = default;
};
SurroundingsDigest digest_of_surroundings(const std::string& connector,
                                          const std::vector<config::EnvVarSpec>& variables,
                                          const config::Environment& env);

}  // namespace host::connector
