#include "host/connector/generation.hpp"

#include <fmt/format.h>

#include "host/base/version.hpp"
#include "host/config/config_check.hpp"
#include "host/config/json_merge.hpp"
#include "host/connector/forgery_test.hpp"
#include "host/connector/in_process_runtime.hpp"
#include "host/connector/plugin_cache.hpp"
#include "host/connector/plugin_file.hpp"
#include "host/connector/plugin_library.hpp"
#include "host/connector/surroundings.hpp"

namespace host::connector {
namespace {

// Step by step; every step that fails leaves state and reason behind.
class Builder {
 public:
  Builder(const FolderContent& content, const BuildOptions& options)
      : content_(content), options_(options) {
    out_.generation.source = content.folder.string();
  }

  Built build(const std::string& disabled_because) && {
    try {
      const bool readable = read_manifest();
      if (!disabled_because.empty()) {  // even with a manifest that nobody can read
        out_.state = ConnectorState::disabled;
        out_.reason = disabled_because;
      } else if (readable && read_configuration() && check_version() && load()) {
        out_.state = ConnectorState::ready;
      }
    } catch (const std::exception& error) {  // whatever it is, the other connectors go on
      fail(fmt::format("cannot be loaded: {}", error.what()));
    }
    return std::move(out_);
  }

 private:
  const config::Manifest& manifest() const { return *out_.generation.manifest; }

  bool fail(std::string reason) {
    out_.state = ConnectorState::failed;
    out_.reason = std::move(reason);
    return false;
  }

  bool read_manifest() {
    if (content_.manifest.has_error()) return fail(content_.manifest.error().message);
    Generation& made = out_.generation;
    made.manifest = std::make_shared<const config::Manifest>(content_.manifest.value());
    made.yaml = content_.yaml;
    made.entity_path = effective_path(manifest(), options_.env);
    return true;
  }

  bool read_configuration() {
    config_json_ = manifest().config_json;
    if (const auto* settings = settings_of(manifest().name, options_.settings);
        settings != nullptr && !settings->config_json.empty()) {
      auto merged = config::merge_json(config_json_, settings->config_json);
      if (merged.has_error()) return fail(merged.error().message);
      config_json_ = std::move(merged.value());
    }
    if (manifest().config_schema_json.empty()) return true;
    const auto checked = config::check_config(config_json_, manifest().config_schema_json);
    return checked.has_error() ? fail(checked.error().message) : true;
  }

  bool check_version() {
    const auto& needed = manifest().min_amfs_version;
    const auto own = config::parse_version(kVersion);
    if (needed && own && config::is_older(*own, *needed)) {
      return fail(
          fmt::format("needs amfs {} or newer, this is {}; update amfs", needed->text, kVersion));
    }
    return true;
  }

  bool load() {
    if (content_.image.has_error()) return fail(content_.image.error().message);
    const std::string& image = content_.image.value();
    const std::string library = (content_.folder / manifest().library_file()).string();
    if (const auto note = inspect_plugin(image, library); note.has_error())
      return fail(note.error().message);
    const auto copy = cache_plugin(options_.cache_dir, image, manifest().library_file());
    if (copy.has_error()) {
      out_.try_again = true;
      return fail(copy.error().message);
    }
    out_.cached = copy.value();
    const auto entry = load_class(copy.value(), library, manifest().entry_point.class_name);
    if (entry.has_error()) return fail(entry.error().message);
    auto runtime = make_in_process_runtime(entry.value(), instance_settings(), *options_.clock);
    if (runtime.has_error())
      return fail("the connector refused to start: " + runtime.error().message);
    const auto safe =
        refuses_forgeries(*runtime.value(), manifest().webhook, options_.clock->now_ns());
    if (safe.has_error()) return fail(safe.error().message);
    out_.generation.runtime = std::move(runtime.value());
    return true;
  }

  InstanceSettings instance_settings() const {
    InstanceSettings settings;
    settings.connector = manifest().name;
    settings.version = manifest().version.text;
    settings.entity_path = out_.generation.entity_path;
    settings.config_json = config_json_;
    settings.env = exposed_variables(manifest().env_vars, options_.env);
    return settings;
  }

  const FolderContent& content_;
  const BuildOptions& options_;
  std::string config_json_;
  Built out_;
};

}  // namespace

Built build_generation(const FolderContent& content, const BuildOptions& options,
                       const std::string& disabled_because) {
  return Builder(content, options).build(disabled_because);
}

}  // namespace host::connector
