// Where connectors are on this machine: by the rules of `amfs serve`, so that a command and the
// host mean the same folders.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "host/base/error.hpp"
#include "host/cli/client_options.hpp"
#include "host/cli/surroundings.hpp"
#include "host/config/settings.hpp"

namespace CLI {
class App;
}

namespace host::cli {

struct PlaceOptions {
  std::optional<std::string> config_file;
  std::optional<std::string> plugins_dir;
  std::optional<std::string> registry;
};

struct Places {
  config::Settings settings;
  std::filesystem::path plugins_dir;  // the operator's; wins over built_in
  std::filesystem::path built_in;     // those that came with amfs
  std::filesystem::path registry;     // the one that is asked

  std::vector<std::filesystem::path> roots() const { return {plugins_dir, built_in}; }
};

// --config and --plugins, and --registry where the command reads one. `options` must outlive the
// command.
void add_place_options(CLI::App& command, PlaceOptions& options);
void add_registry_option(CLI::App& command, PlaceOptions& options);

// `data_dir` as given on the command line.
Result<Places> find_places(const PlaceOptions& options, const std::optional<std::string>& data_dir,
                           const Surroundings& surroundings);

// The registry that came with amfs: beside its built-in connectors, installed or in a build tree.
std::filesystem::path built_in_registry(const std::filesystem::path& built_in_connectors);

}  // namespace host::cli
