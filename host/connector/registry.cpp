#include "host/connector/registry.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>

#include "host/base/version.hpp"
#include "host/config/config_check.hpp"
#include "host/config/json_merge.hpp"
#include "host/config/manifest_loader.hpp"
#include "host/config/nearest.hpp"
#include "host/connector/in_process_runtime.hpp"
#include "host/connector/plugin_cache.hpp"
#include "host/connector/plugin_file.hpp"
#include "host/connector/plugin_library.hpp"

namespace host::connector {
namespace {

// Loads one connector step by step; every step that fails leaves state and reason behind.
class Loader {
 public:
  Loader(const RegistryOptions& options, const config::Environment& env, const Clock& clock,
         const std::filesystem::path& folder)
      : options_(options), env_(env), clock_(clock), folder_(folder) {
    out_.source = folder.string();
    out_.name = folder.filename().string();
  }

  std::shared_ptr<const Connector> load() && {
    try {
      if (read_manifest() && read_configuration() && check_version() && start()) {
        out_.state = ConnectorState::ready;
        out_.reason.clear();
      }
    } catch (const std::exception& error) {  // whatever it is, the other connectors go on
      stop(ConnectorState::failed, fmt::format("cannot be loaded: {}", error.what()));
    }
    if (out_.state == ConnectorState::ready) check_secrets();
    return std::make_shared<const Connector>(std::move(out_));
  }

 private:
  bool stop(ConnectorState state, std::string reason) {
    out_.state = state;
    out_.reason = std::move(reason);
    return false;
  }

  bool read_manifest() {
    auto manifest = config::load_manifest(folder_ / config::kManifestFile);
    if (manifest.has_error()) return stop(ConnectorState::failed, manifest.error().message);
    out_.manifest = std::make_shared<const config::Manifest>(std::move(manifest.value()));
    out_.name = out_.manifest->name;
    out_.version = out_.manifest->version.text;
    out_.entity_path = out_.manifest->default_entity_path;
    return true;
  }

  bool read_configuration() {
    auto secrets = config::read_connector_secrets(out_.name, env_);
    if (secrets.has_error()) return stop(ConnectorState::unconfigured, secrets.error().message);
    out_.secrets = std::move(secrets.value());
    if (out_.secrets.entity_prefix) out_.entity_path = *out_.secrets.entity_prefix;

    config_json_ = out_.manifest->config_json;
    const auto* settings = settings_of();
    if (settings != nullptr && !settings->enabled) {
      return stop(ConnectorState::disabled, "disabled in amfs.yaml");
    }
    if (settings != nullptr && !settings->config_json.empty()) {
      auto merged = config::merge_json(config_json_, settings->config_json);
      if (merged.has_error()) return stop(ConnectorState::failed, merged.error().message);
      config_json_ = std::move(merged.value());
    }
    if (!out_.manifest->config_schema_json.empty()) {
      auto checked = config::check_config(config_json_, out_.manifest->config_schema_json);
      if (checked.has_error()) return stop(ConnectorState::failed, checked.error().message);
    }
    return true;
  }

  const config::ConnectorSettings* settings_of() const {
    if (options_.connectors == nullptr) return nullptr;
    const auto found = options_.connectors->find(out_.name);
    return found == options_.connectors->end() ? nullptr : &found->second;
  }

  bool check_version() {
    const auto& needed = out_.manifest->min_amfs_version;
    const auto own = config::parse_version(kVersion);
    if (needed && own && config::is_older(*own, *needed)) {
      return stop(
          ConnectorState::failed,
          fmt::format("needs amfs {} or newer, this is {}; update amfs", needed->text, kVersion));
    }
    return true;
  }

  bool start() {
    const auto library = folder_ / out_.manifest->library_file();
    auto image = read_plugin_file(library.string());
    if (image.has_error()) return stop(ConnectorState::failed, image.error().message);
    const auto note = inspect_plugin(image.value(), library.string());
    if (note.has_error()) return stop(ConnectorState::failed, note.error().message);
    const auto copy =
        cache_plugin(options_.cache_dir, image.value(), out_.manifest->library_file());
    if (copy.has_error()) return stop(ConnectorState::failed, copy.error().message);
    const auto entry =
        load_class(copy.value(), library.string(), out_.manifest->entry_point.class_name);
    if (entry.has_error()) return stop(ConnectorState::failed, entry.error().message);
    auto runtime = make_in_process_runtime(entry.value(), instance_settings(), clock_);
    if (runtime.has_error()) {
      return stop(ConnectorState::failed,
                  "the connector refused to start: " + runtime.error().message);
    }
    out_.runtime = std::move(runtime.value());
    return true;
  }

  InstanceSettings instance_settings() const {
    InstanceSettings settings;
    settings.connector = out_.name;
    settings.version = out_.version;
    settings.entity_path = out_.entity_path;
    settings.config_json = config_json_;
    for (const config::EnvVarSpec& variable : out_.manifest->env_vars) {
      if (!variable.expose) continue;
      const auto value = config::read_secret(variable.name, env_);
      if (value.has_value() && value.value())
        settings.env.emplace_back(variable.name, value.value()->reveal());
    }
    return settings;
  }

  // Code that runs but cannot verify anything is unconfigured: nothing new comes in, what is in the
  // inbox is settled.
  void check_secrets() {
    if (out_.secrets.current.empty() && out_.manifest->webhook.needs_secret()) {
      stop(ConnectorState::unconfigured, "set " + config::secret_name(out_.name));
      return;
    }
    for (const config::EnvVarSpec& variable : out_.manifest->env_vars) {
      const bool is_secret = variable.name == config::secret_name(out_.name);
      if (!variable.required || is_secret) continue;
      const auto value = config::read_secret(variable.name, env_);
      if (value.has_error()) {
        stop(ConnectorState::unconfigured, value.error().message);
        return;
      }
      if (!value.value()) {
        stop(ConnectorState::unconfigured, "set " + variable.name);
        return;
      }
    }
  }

  const RegistryOptions& options_;
  const config::Environment& env_;
  const Clock& clock_;
  std::filesystem::path folder_;
  std::string config_json_;
  Connector out_;
};

using ByName = std::map<std::string, std::shared_ptr<const Connector>>;

// Settings for a connector that is not there are a slip of the pen, or it was removed.
void warn_of_strangers(const RegistryOptions& options, const ByName& by_name) {
  if (options.connectors == nullptr) return;
  std::vector<std::string> known;
  for (const auto& [name, connector] : by_name) known.push_back(name);
  for (const auto& [name, settings] : *options.connectors) {
    if (by_name.count(name) > 0) continue;
    spdlog::warn("amfs.yaml: connectors.{} names no connector that is installed{}", name,
                 config::did_you_mean(name, known));
  }
}

std::vector<std::filesystem::path> folders_below(const std::filesystem::path& root) {
  std::vector<std::filesystem::path> out;
  std::error_code failed;
  std::filesystem::directory_iterator folder(root, failed);
  while (!failed && folder != std::filesystem::directory_iterator()) {
    std::error_code ignored;
    if (std::filesystem::exists(folder->path() / config::kManifestFile, ignored))
      out.push_back(folder->path());
    folder.increment(failed);
  }
  if (failed && failed != std::errc::no_such_file_or_directory) {
    spdlog::error("cannot read {} ({}); check its rights", root.string(), failed.message());
  }
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace

const char* to_string(ConnectorState state) {
  switch (state) {
    case ConnectorState::ready:
      return "ready";
    case ConnectorState::unconfigured:
      return "unconfigured";
    case ConnectorState::failed:
      return "failed";
    case ConnectorState::disabled:
      return "disabled";
    case ConnectorState::quarantined:
      break;
  }
  return "quarantined";
}

std::vector<std::shared_ptr<const Connector>> load_connectors(const RegistryOptions& options,
                                                              const config::Environment& env,
                                                              const Clock& clock) {
  ByName by_name;
  std::error_code ignored;
  std::vector<std::filesystem::path> roots{options.plugins_dir};
  if (!std::filesystem::equivalent(options.plugins_dir, options.built_in_dir, ignored)) {
    roots.push_back(options.built_in_dir);
  }
  for (const auto& root : roots) {
    for (const auto& folder : folders_below(root)) {
      if (by_name.size() >= kConnectorsMax) {
        spdlog::error("more than {} connectors; {} and later ones are not loaded", kConnectorsMax,
                      folder.string());
        break;
      }
      // The name is cheap to know; do not run a built-in library that is replaced.
      const auto manifest = config::load_manifest(folder / config::kManifestFile);
      const std::string name =
          manifest.has_value() ? manifest.value().name : folder.filename().string();
      if (const auto known = by_name.find(name); known != by_name.end()) {
        spdlog::info("connector {}: {} is used instead of {}", name, known->second->source,
                     folder.string());
        continue;
      }
      by_name[name] = Loader(options, env, clock, folder).load();
    }
  }
  warn_of_strangers(options, by_name);
  std::vector<std::shared_ptr<const Connector>> out;
  for (auto& [name, connector] : by_name) out.push_back(std::move(connector));
  return out;
}

}  // namespace host::connector
