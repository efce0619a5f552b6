#include "host/cli/connector_places.hpp"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "host/bundle/registry_index.hpp"
#include "host/cli/command.hpp"

namespace host::cli {

void add_place_options(CLI::App& command, PlaceOptions& options) {
  command.add_option("--config", options.config_file, "Settings file (amfs.yaml) of the host")
      ->type_name("FILE");
  command
      .add_option("--plugins", options.plugins_dir,
                  "Plugins directory; else AMFS_PLUGINS_DIR, else as amfs serve")
      ->type_name("DIR");
}

void add_registry_option(CLI::App& command, PlaceOptions& options) {
  command
      .add_option("--registry", options.registry,
                  "Registry; else AMFS_REGISTRY, else the one that came with amfs")
      ->type_name("DIR");
}

std::filesystem::path built_in_registry(const std::filesystem::path& built_in_connectors) {
  const auto prefix = built_in_connectors / ".." / ".." / "..";
  auto installed = (prefix / "share" / "amfs" / "registry").lexically_normal();
  std::error_code ignored;
  if (std::filesystem::exists(installed / bundle::kIndexFile, ignored)) return installed;
  return built_in_connectors.parent_path() / "registry";
}

Result<Places> find_places(const PlaceOptions& options, const std::optional<std::string>& data_dir,
                           const Surroundings& surroundings) {
  config::SettingsFlags flags;
  if (options.config_file) flags.config_file = *options.config_file;
  if (options.plugins_dir) flags.plugins_dir = *options.plugins_dir;
  if (options.registry) flags.registry = *options.registry;
  if (data_dir) flags.data_dir = *data_dir;
  auto settings = config::load_settings(flags, surroundings.env);
  if (!settings) return settings.error();
  Places places;
  places.settings = std::move(*settings);
  places.plugins_dir = places.settings.plugins_dir;
  places.built_in = surroundings.built_in_connectors;
  places.registry = places.settings.registry.empty() ? built_in_registry(places.built_in)
                                                     : places.settings.registry;
  if (places.registry.string().find("://") != std::string::npos) {
    return Error{kUsage, fmt::format("registry {}: registries are directories; copy or mount it "
                                     "here and name that: --registry DIR",
                                     places.registry.string())};
  }
  return places;
}

}  // namespace host::cli
