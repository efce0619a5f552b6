#include "host/server/connector_setup.hpp"

#include <fmt/format.h>

#include "host/config/entity_path.hpp"
#include "host/ingest/verify.hpp"

namespace host::server {

std::filesystem::path built_in_connectors() {
  std::error_code failed;
  const auto binary = std::filesystem::read_symlink("/proc/self/exe", failed).parent_path();
  const auto installed = binary.parent_path() / "lib" / "amfs" / "connectors";
  return std::filesystem::is_directory(installed, failed) ? installed
                                                          : binary.parent_path() / "connectors";
}

connector::CatalogOptions catalog_options(const config::Settings& settings,
                                          const config::Environment& env, const Clock& clock) {
  connector::CatalogOptions options;
  options.built_in_dir = built_in_connectors();
  options.plugins_dir = settings.plugins_dir;
  options.manifests_dir = settings.data_dir / "manifests";
  options.build.cache_dir = settings.data_dir / "plugins";
  options.build.settings = &settings.connectors;
  options.build.env = env;
  options.build.clock = &clock;
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
  info.generation = connector.generation;
  info.refused_changes = connector.refused_changes;
  if (connector.manifest) {
    info.description = connector.manifest->description;
    info.event_types = connector.manifest->event_types;
  }
  return info;
}

std::shared_ptr<const identity::IdentityPlan> plan_of(const connector::Connector& connector) {
  return std::make_shared<const identity::IdentityPlan>(connector.manifest, connector.entity_path);
}

ingest::Endpoint endpoint_of(const connector::Connector& connector, dispatch::EndpointScope scope,
                             std::shared_ptr<const identity::IdentityPlan> plan,
                             const config::ConnectorSecrets& secrets) {
  ingest::Endpoint endpoint;
  endpoint.scope = std::make_shared<const dispatch::EndpointScope>(std::move(scope));
  endpoint.connector = connector.name;
  endpoint.manifest = connector.manifest;
  endpoint.plan = std::move(plan);
  ingest::set_up_verification(endpoint, secrets, connector.runtime);
  return endpoint;
}

dispatch::Target target_of(const connector::Connector& connector,
                           std::shared_ptr<const identity::IdentityPlan> plan) {
  dispatch::Target target;
  target.connector = connector.name;
  target.manifest = connector.manifest;
  target.plan = std::move(plan);
  target.runtime = connector.runtime;
  target.entity_path = connector.entity_path;
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
