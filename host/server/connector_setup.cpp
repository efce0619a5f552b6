#include "host/server/connector_setup.hpp"

#include <fmt/format.h>

#include "host/config/entity_path.hpp"

namespace host::server {

std::filesystem::path built_in_connectors() {
  std::error_code failed;
  const auto binary = std::filesystem::read_symlink("/proc/self/exe", failed).parent_path();
  const auto installed = binary.parent_path() / "lib" / "amfs" / "connectors";
  return std::filesystem::is_directory(installed, failed) ? installed
                                                          : binary.parent_path() / "connectors";
}

connector::RegistryOptions registry_options(const config::Settings& settings) {
  connector::RegistryOptions options;
  options.built_in_dir = built_in_connectors();
  options.plugins_dir = settings.plugins_dir;
  options.cache_dir = settings.data_dir / "plugins";
  options.connectors = &settings.connectors;
  return options;
}

api::ConnectorInfo info_of(const connector::Connector& connector) {
  api::ConnectorInfo info;
  info.name = connector.name;
  info.version = connector.version;
  info.state = connector::to_string(connector.state);
  info.reason = connector.reason;
  info.source = connector.source;
  info.entity_path = connector.entity_path;
  if (connector.manifest) {
    info.description = connector.manifest->description;
    info.event_types = connector.manifest->event_types;
  }
  return info;
}

ingest::Endpoint endpoint_of(const connector::Connector& connector, store::EndpointId id,
                             std::shared_ptr<const identity::IdentityPlan> plan) {
  ingest::Endpoint endpoint;
  endpoint.id = id;
  endpoint.connector = connector.name;
  endpoint.manifest = connector.manifest;
  endpoint.plan = std::move(plan);
  for (const config::SecretString* secret :
       {&connector.secrets.current, &connector.secrets.previous}) {
    if (secret->empty()) continue;
    const config::SignatureSpec* rules = connector.manifest->webhook.for_secret(secret->reveal());
    const auto fault = rules == nullptr
                           ? std::optional<std::string>("no item of keys fits the secret")
                           : ingest::SignatureVerifier::unsupported(*rules);
    if (fault) {
      endpoint.unconfigured = *fault;
      continue;
    }
    endpoint.verifiers.emplace_back(*rules, secret->reveal());
  }
  if (endpoint.verifiers.empty() && endpoint.unconfigured.empty()) {
    endpoint.unconfigured = fmt::format("set {}", config::secret_name(connector.name));
  }
  return endpoint;
}

dispatch::Target target_of(const connector::Connector& connector,
                           std::shared_ptr<const identity::IdentityPlan> plan) {
  dispatch::Target target;
  target.connector = connector.name;
  target.manifest = connector.manifest;
  target.plan = std::move(plan);
  target.runtime = connector.runtime;
  for (const std::string& path : connector.manifest->permissions.memory_write) {
    // The default path stands for the effective one: ENTITY_PREFIX moves it and what lies below.
    const std::string& given = connector.manifest->default_entity_path;
    const bool moves = config::is_within(path, given);
    target.writable_paths.push_back(moves ? connector.entity_path + path.substr(given.size())
                                          : path);
  }
  return target;
}

}  // namespace host::server
