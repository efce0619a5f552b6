// Secrets of one connector (AMFS_CONNECTOR_{NAME}_SECRET and friends) and the key that stored ones
// are sealed with, from the environment, from a file named by …_FILE, or from systemd's
// $CREDENTIALS_DIRECTORY.
//
// An empty or white-space-only value counts as missing everywhere.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "host/base/error.hpp"
#include "host/config/environment.hpp"
#include "host/config/secret_string.hpp"

namespace host::config {

inline constexpr std::size_t kMaxSecretBytes = 64 * 1024;

struct ConnectorSecrets {
  SecretString current;                      // empty = none configured
  SecretString previous;                     // empty = no rotation under way
  std::optional<std::string> entity_prefix;  // AMFS_CONNECTOR_{NAME}_ENTITY_PREFIX, cleaned
};

// "AMFS_CONNECTOR_MY_SERVICE_" for "my-service".
std::string env_prefix(std::string_view connector_name);

// Where a connector's endpoint secret is expected: "AMFS_CONNECTOR_{NAME}_SECRET".
std::string secret_name(std::string_view connector_name);

// One value by name: environment, else NAME_FILE, else $CREDENTIALS_DIRECTORY/NAME. nullopt when
// missing. An Error when a named file cannot be read or both NAME and NAME_FILE are set. A file's
// last line end is not part of the value.
Result<std::optional<SecretString>> read_secret(const std::string& name, const Environment& env);

inline constexpr char kSecretsKey[] = "AMFS_SECRETS_KEY";
inline constexpr std::size_t kSecretsKeyBytes = 32;

// The key that endpoints' secrets are sealed with: 32 bytes, written as hexadecimal or base64.
// nullopt when none is configured; an Error when it is not 32 bytes.
Result<std::optional<SecretString>> read_secrets_key(const Environment& env);

Result<ConnectorSecrets> read_connector_secrets(std::string_view connector_name,
                                                const Environment& env);

}  // namespace host::config
