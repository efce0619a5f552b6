#include "host/cli/connector_facts.hpp"

#include <amfs/abi/connector.h>
#include <fmt/format.h>

#include <algorithm>

#include "host/base/version.hpp"
#include "host/bundle/markers.hpp"
#include "host/cli/connector_folder.hpp"
#include "host/config/manifest_loader.hpp"
#include "host/config/secrets.hpp"
#include "host/connector/plugin_file.hpp"

namespace host::cli {
namespace {

VariableFact look_up(const config::EnvVarSpec& spec, const config::Environment& env) {
  VariableFact fact{spec.name, spec.description, spec.required, false, {}};
  const auto value = config::read_secret(spec.name, env);
  if (!value) fact.problem = value.error().message;
  fact.is_set = value && value->has_value();
  return fact;
}

Result<void> check_library(const LocalConnector& connector) {
  const std::string file = (connector.folder / connector.manifest->library_file()).string();
  const auto image = connector::read_plugin_file(file);
  if (!image) return image.error();
  if (auto abi = library_abi(*image, file); !abi) return abi.error();
  return {};
}

LocalState state_of(const LocalConnector& connector, const Places& places,
                    const config::Environment& env) {
  if (bundle::has_marker(places.plugins_dir, bundle::Marker::disabled, connector.name)) {
    return {"disabled", "amfs connector enable " + connector.name};
  }
  const auto settings = places.settings.connectors.find(connector.name);
  if (settings != places.settings.connectors.end() && !settings->second.enabled) {
    return {"disabled", "disabled in amfs.yaml"};
  }
  const auto& needed = connector.manifest->min_amfs_version;
  if (needed && config::is_older(host_facts().amfs, *needed)) {
    return {"failed", fmt::format("needs amfs {} or newer; update amfs", needed->text)};
  }
  if (auto checked = check_library(connector); !checked) return {"failed", checked.error().message};
  std::string missing = missing_text(variables_of(*connector.manifest, env));
  if (!missing.empty()) return {"unconfigured", std::move(missing)};
  return {"installed", ""};
}

LocalConnector look_at(const std::filesystem::path& folder, const Places& places,
                       const config::Environment& env) {
  LocalConnector out;
  out.folder = folder;
  auto manifest = config::load_manifest(folder / config::kManifestFile);
  if (!manifest) {
    out.name = folder.filename().string();
    out.state = {"failed", manifest.error().message};
    return out;
  }
  out.name = manifest->name;
  out.manifest = std::move(*manifest);
  out.state = state_of(out, places, env);
  return out;
}

}  // namespace

std::vector<VariableFact> variables_of(const config::Manifest& manifest,
                                       const config::Environment& env) {
  std::vector<VariableFact> facts;
  for (const config::EnvVarSpec& spec : manifest.env_vars) facts.push_back(look_up(spec, env));
  const std::string secret = config::secret_name(manifest.name);
  if (!manifest.webhook.needs_secret()) return facts;
  const auto named = std::find_if(facts.begin(), facts.end(),
                                  [&](const VariableFact& fact) { return fact.name == secret; });
  if (named != facts.end()) {
    named->required = true;
  } else {
    facts.insert(facts.begin(),
                 look_up({secret, "The secret its deliveries are signed with", true, false}, env));
  }
  return facts;
}

std::string missing_text(const std::vector<VariableFact>& variables) {
  std::vector<std::string> names;
  for (const VariableFact& fact : variables) {
    if (!fact.problem.empty()) return fact.problem;
    if (fact.required && !fact.is_set) names.push_back(fact.name);
  }
  return names.empty() ? "" : fmt::format("set {}", fmt::join(names, " and "));
}

std::string writable_text(const config::Manifest& manifest) {
  std::string text;
  for (const std::string& path : manifest.permissions.memory_write) {
    text += fmt::format("{}{} and below", text.empty() ? "" : ", ", path);
  }
  return text;
}

bundle::HostFacts host_facts() {
  bundle::HostFacts facts;
  facts.platform = bundle::own_platform();
  facts.amfs = config::parse_version(kVersion).value();
  facts.abi = {AMFS_ABI_MAJOR, AMFS_ABI_MINOR};
  return facts;
}

Result<bundle::Abi> library_abi(std::string_view library, const std::string& shown) {
  const auto note = connector::inspect_plugin(library, shown);
  if (!note) return note.error();
  // Below 1.0 the numbers must be equal; from 1.0 on a library says the oldest host it needs.
  return bundle::Abi{note->abi_major,
                     note->abi_major == 0 ? note->abi_minor : note->min_host_minor};
}

Result<void> check_runs_here(const bundle::Bundle& bundle) {
  const bundle::HostFacts host = host_facts();
  const config::Manifest& manifest = bundle.manifest;
  // Platform and amfs first: what a library for another machine says of its ABI is not read.
  if (auto why = bundle::unsuitable(host, bundle.platform, manifest.min_amfs_version, host.abi)) {
    return Error{"unsuitable", fmt::format("{} {} {}", manifest.name, manifest.version.text, *why)};
  }
  if (auto abi = library_abi(bundle.library(), manifest.library_file()); !abi) return abi.error();
  return {};
}

std::vector<LocalConnector> local_connectors(const Places& places, const config::Environment& env) {
  std::vector<LocalConnector> found;
  for (const auto& root : places.roots()) {
    for (const auto& folder : subfolders(root)) {
      std::error_code ignored;
      if (!std::filesystem::exists(folder / config::kManifestFile, ignored)) continue;
      LocalConnector connector = look_at(folder, places, env);
      const bool known = std::any_of(found.begin(), found.end(), [&](const LocalConnector& item) {
        return item.name == connector.name;
      });
      const bool removed =
          bundle::has_marker(places.plugins_dir, bundle::Marker::removed, connector.name);
      if (!known && !removed) found.push_back(std::move(connector));
    }
  }
  std::sort(found.begin(), found.end(),
            [](const auto& left, const auto& right) { return left.name < right.name; });
  return found;
}

}  // namespace host::cli
