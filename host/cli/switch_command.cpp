// amfs connector remove, enable and disable: what the operator wants of a connector, written down
// in the plugins directory. They need no running host.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <memory>
#include <ostream>

#include "host/bundle/markers.hpp"
#include "host/bundle/plugins_folder.hpp"
#include "host/cli/api_call.hpp"
#include "host/cli/command.hpp"
#include "host/cli/connector_folder.hpp"
#include "host/cli/connector_places.hpp"
#include "host/cli/host_answer.hpp"
#include "host/cli/nearest_text.hpp"
#include "host/config/manifest_loader.hpp"
#include "host/json/writer.hpp"

namespace host::cli {
namespace {

namespace fs = std::filesystem;
using bundle::Marker;

struct SwitchOptions {
  ClientOptions client;
  PlaceOptions place;
  std::string name;
};

using Switch = Result<std::string> (*)(const SwitchOptions&, const Places&, const Surroundings&);

// Folders of this directory that are the connector: by their name or by their manifest's.
std::vector<fs::path> folders_of(const std::string& name, const fs::path& directory) {
  std::vector<fs::path> found;
  for (const fs::path& folder : subfolders(directory)) {
    const auto manifest = config::load_manifest(folder / config::kManifestFile);
    if (folder.filename() == name || (manifest && manifest->name == name)) found.push_back(folder);
  }
  return found;
}

bool is_known(const SwitchOptions& options, const Places& places, const Surroundings& around) {
  for (const fs::path& root : places.roots()) {
    if (!folders_of(options.name, root).empty()) return true;
  }
  // Its folder may have vanished while the host still holds its events.
  return host_answer(options.client, around, api_target("/connectors/" + encode_path(options.name)))
      .has_value();
}

Error unknown(const std::string& name, const Places& places) {
  std::vector<std::string> names;
  for (const ConnectorFolder& item : find_connectors(places.roots()))
    names.push_back(item.manifest.name);
  return {"connector_not_found",
          fmt::format("no connector \"{}\"{} in {} or among those that came with amfs; see: amfs "
                      "connector list",
                      name, nearest_text(name, names), places.plugins_dir.string())};
}

// A connector's name is also a file name here.
Result<void> check_name(const std::string& name) {
  const bool good =
      !name.empty() && name.front() >= 'a' && name.front() <= 'z' &&
      name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string::npos;
  if (good) return {};
  return Error{kUsage, fmt::format("\"{}\" is no connector's name (lowercase letters, digits and "
                                   "hyphens); see: amfs connector list",
                                   name)};
}

Result<std::string> remove(const SwitchOptions& options, const Places& places,
                           const Surroundings& around) {
  const std::string& name = options.name;
  const bool was_removed = bundle::has_marker(places.plugins_dir, Marker::removed, name);
  const auto folders = folders_of(name, places.plugins_dir);
  if (was_removed && folders.empty()) return name + " is removed already";
  if (!is_known(options, places, around)) return unknown(name, places);
  auto plugins = bundle::PluginsFolder::open(places.plugins_dir);
  if (!plugins) return plugins.error();
  // The marker first: a host that sees the folder vanish must know that it was meant.
  if (auto set = bundle::set_marker(plugins->path(), Marker::removed, name); !set)
    return set.error();
  for (const fs::path& folder : folders) {
    if (auto gone = plugins->remove(folder.filename().string()); !gone) return gone.error();
  }
  if (auto cleared = bundle::clear_marker(plugins->path(), Marker::disabled, name); !cleared)
    return cleared.error();
  return fmt::format("removed {}; its events stay; to have it again: amfs connector install {}",
                     name, name);
}

Result<std::string> disable(const SwitchOptions& options, const Places& places,
                            const Surroundings& around) {
  if (!is_known(options, places, around)) return unknown(options.name, places);
  auto plugins = bundle::PluginsFolder::open(places.plugins_dir);
  if (!plugins) return plugins.error();
  if (auto set = bundle::set_marker(plugins->path(), Marker::disabled, options.name); !set)
    return set.error();
  return fmt::format("disabled {}; its events are accepted and wait: amfs connector enable {}",
                     options.name, options.name);
}

Result<std::string> enable(const SwitchOptions& options, const Places& places,
                           const Surroundings& around) {
  if (bundle::has_marker(places.plugins_dir, Marker::removed, options.name)) {
    return Error{"connector_removed", fmt::format("{} was removed; install it again: amfs "
                                                  "connector install {}",
                                                  options.name, options.name)};
  }
  if (!is_known(options, places, around)) return unknown(options.name, places);
  auto plugins = bundle::PluginsFolder::open(places.plugins_dir);
  if (!plugins) return plugins.error();
  if (auto cleared = bundle::clear_marker(plugins->path(), Marker::disabled, options.name);
      !cleared)
    return cleared.error();
  const auto settings = places.settings.connectors.find(options.name);
  if (settings != places.settings.connectors.end() && !settings->second.enabled) {
    return fmt::format(
        "enabled {} here, but amfs.yaml says connectors.{}.enabled: false; change "
        "that and restart the host",
        options.name, options.name);
  }
  return fmt::format("enabled {}; see: amfs connector list", options.name);
}

Result<int> run_switch(Switch action, const SwitchOptions& options, const Surroundings& around) {
  if (auto checked = check_name(options.name); !checked) return checked.error();
  const auto places = find_places(options.place, options.client.data_dir, around);
  if (!places) return places.error();
  const auto done = action(options, *places, around);
  if (!done) return done.error();
  if (!options.client.json) {
    around.out << *done << '\n';
    return kExitOk;
  }
  const auto& dir = places->plugins_dir;
  json::JsonWriter writer;
  writer.begin_object().put("name", options.name);
  writer.put("removed", bundle::has_marker(dir, Marker::removed, options.name));
  writer.put("disabled", bundle::has_marker(dir, Marker::disabled, options.name));
  around.out << writer.put("message", *done).end_object().text() << '\n';
  return kExitOk;
}

void add_switch(CLI::App& group, CommandContext& context, const std::string& word,
                const std::string& summary, Switch action) {
  auto options = std::make_shared<SwitchOptions>();
  CLI::App& command = *group.add_subcommand(word, summary);
  command.add_option("connector", options->name, "Connector")->type_name("NAME")->required();
  add_client_options(command, options->client);
  add_place_options(command, options->place);
  command.footer(
      fmt::format("Needs no running host; one that runs follows by itself.\n\n"
                  "Examples:\n"
                  "  amfs connector {} github\n"
                  "  amfs connector {} github --plugins /var/lib/amfs/connectors",
                  word, word));
  command.callback([options, action, &context] {
    context.action = [options, action, &context] {
      return run_switch(action, *options, context.surroundings);
    };
  });
}

}  // namespace

void add_switch_commands(CLI::App& connector_group, CommandContext& context) {
  add_switch(connector_group, context, "remove",
             "Take a connector away: no endpoint any more, its events stay", remove);
  add_switch(connector_group, context, "disable", "Hold a connector's events instead of running it",
             disable);
  add_switch(connector_group, context, "enable", "Run a disabled connector again", enable);
}

}  // namespace host::cli
