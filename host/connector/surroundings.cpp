#include "host/connector/surroundings.hpp"

#include "host/config/secrets.hpp"
#include "host/config/signing_key.hpp"
#include "host/crypto/digest.hpp"

namespace host::connector {
namespace {

// One variable as it stands: a digest, so that rotation shows while nothing is kept.
std::string digest_of_variable(const std::string& name, const config::Environment& env) {
  const auto value = config::read_secret(name, env);
  crypto::Sha256 digest{};
  if (value.has_error()) {
    digest = crypto::sha256({name, "!", value.error().message});
  } else if (value.value()) {
    digest = crypto::sha256({name, "=", value.value()->reveal()});
  } else {
    digest = crypto::sha256(name);
  }
  return std::string(crypto::as_text(digest));
}

}  // namespace

const config::ConnectorSettings* settings_of(const std::string& connector,
                                             const ConnectorSettingsMap* settings) {
  if (settings == nullptr) return nullptr;
  const auto found = settings->find(connector);
  return found == settings->end() ? nullptr : &found->second;
}

std::string effective_path(const config::Manifest& manifest, const config::Environment& env) {
  // The prefix alone: a secret that cannot be read must not move a connector's entries.
  const config::Environment prefix_only = [&env](std::string_view name) {
    return name.ends_with("_ENTITY_PREFIX") ? env(name) : std::nullopt;
  };
  auto read = config::read_connector_secrets(manifest.name, prefix_only);
  const bool moved = read.has_value() && read.value().entity_prefix;
  return moved ? *read.value().entity_prefix : manifest.default_entity_path;
}

std::vector<std::pair<std::string, std::string>> exposed_variables(
    const std::vector<config::EnvVarSpec>& variables, const config::Environment& env) {
  std::vector<std::pair<std::string, std::string>> out;
  for (const config::EnvVarSpec& variable : variables) {
    if (!variable.expose) continue;
    const auto value = config::read_secret(variable.name, env);
    if (value.has_value() && value.value())
      out.emplace_back(variable.name, value.value()->reveal());
  }
  return out;
}

config::ConnectorSecrets secrets_of(const std::string& connector, const config::Environment& env) {
  auto secrets = config::read_connector_secrets(connector, env);
  return secrets.has_value() ? std::move(secrets.value()) : config::ConnectorSecrets{};
}

std::string what_is_missing(const config::Manifest& manifest, const config::Environment& env) {
  const std::string secret = config::secret_name(manifest.name);
  const auto secrets = config::read_connector_secrets(manifest.name, env);
  if (secrets.has_error()) return secrets.error().message;
  if (manifest.webhook.needs_secret()) {
    if (secrets.value().current.empty()) return "set " + secret;
    const auto usable = config::check_secret(manifest.webhook, secrets.value().current.reveal());
    if (usable.has_error()) return secret + ": " + usable.error().message;
  }
  for (const config::EnvVarSpec& variable : manifest.env_vars) {
    if (!variable.required || variable.name == secret) continue;
    const auto value = config::read_secret(variable.name, env);
    if (value.has_error()) return value.error().message;
    if (!value.value()) return "set " + variable.name;
  }
  return {};
}

SurroundingsDigest digest_of_surroundings(const std::string& connector,
                                          const std::vector<config::EnvVarSpec>& variables,
                                          const config::Environment& env) {
  const std::string secret = config::secret_name(connector);
  SurroundingsDigest out;
  out.secret = digest_of_variable(secret, env) + digest_of_variable(secret + "_PREVIOUS", env);
  for (const config::EnvVarSpec& variable : variables)
    (variable.expose ? out.exposed : out.secret) += digest_of_variable(variable.name, env);
  return out;
}

}  // namespace host::connector
