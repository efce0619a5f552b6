// amfs connector install: from a registry, a file or a folder into the plugins directory.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <memory>
#include <ostream>

#include "host/bundle/markers.hpp"
#include "host/bundle/plugins_folder.hpp"
#include "host/cli/command.hpp"
#include "host/cli/connector_facts.hpp"
#include "host/cli/connector_folder.hpp"
#include "host/cli/connector_source.hpp"
#include "host/cli/table.hpp"
#include "host/config/manifest_loader.hpp"
#include "host/json/writer.hpp"

namespace host::cli {
namespace {

namespace fs = std::filesystem;

struct InstallOptions {
  PlaceOptions place;
  std::optional<std::string> data_dir;
  std::string what;
  bool force = false;
  bool json = false;
};

struct Installed {
  bundle::InstallRecord record;
  fs::path folder;
  std::string replaced;  // the version that was there; "" = none
  std::vector<VariableFact> variables;
  bool disabled = false;
};

Error other_origin(const ConnectorSource& source, const std::string& there) {
  return {"other_origin",
          fmt::format("{} {}, and this one comes from {}; if that is what you want, add --force",
                      source.bundle.manifest.name, there, source.origin.text())};
}

// A connector of this name under another folder name would be found beside the new one.
Result<void> check_doubles(const std::string& name, const fs::path& plugins_dir) {
  for (const fs::path& folder : subfolders(plugins_dir)) {
    if (folder.filename() == name) continue;
    const auto manifest = config::load_manifest(folder / config::kManifestFile);
    if (!manifest || manifest->name != name) continue;
    return Error{"other_origin",
                 fmt::format("{} already holds connector {}; remove it first: amfs connector "
                             "remove {}",
                             folder.string(), name, name)};
  }
  return {};
}

// Who holds the name keeps it: another origin needs --force.
Result<void> check_origin(const ConnectorSource& source, const Places& places) {
  const std::string& name = source.bundle.manifest.name;
  const fs::path target = places.plugins_dir / name;
  std::error_code ignored;
  if (fs::exists(fs::symlink_status(target, ignored))) {
    const auto record = bundle::read_install_record(target);
    if (!record) return other_origin(source, "was copied to " + target.string() + " by hand");
    if (record->origin == source.origin) return {};
    return other_origin(source, "was installed from " + record->origin.text());
  }
  const bool is_built_in = fs::exists(places.built_in / name / config::kManifestFile, ignored);
  const fs::path own = fs::weakly_canonical(built_in_registry(places.built_in), ignored);
  if (!is_built_in || source.origin == bundle::Origin{kRegistryOrigin, own.string()}) return {};
  return other_origin(source, "comes with amfs");
}

std::string installed_version(const fs::path& folder) {
  const auto manifest = config::load_manifest(folder / config::kManifestFile);
  return manifest ? manifest->version.text : "";
}

Result<Installed> place(const ConnectorSource& source, const Places& places,
                        const InstallOptions& options, const Surroundings& surroundings) {
  const config::Manifest& manifest = source.bundle.manifest;
  Installed done;
  done.record = {manifest.name, manifest.version.text, source.origin, source.bundle.sha256,
                 surroundings.clock.now_ns()};
  auto plugins = bundle::PluginsFolder::open(places.plugins_dir);
  if (!plugins) return plugins.error();
  if (auto checked = check_doubles(manifest.name, plugins->path()); !checked)
    return checked.error();
  if (!options.force) {
    if (auto checked = check_origin(source, places); !checked) return checked.error();
  }
  done.folder = plugins->path() / manifest.name;
  done.replaced = installed_version(done.folder);
  bundle::FileSet files = source.bundle.files;
  files.emplace(bundle::kDigestListFile, source.bundle.digests);
  files.emplace(bundle::kInstallRecordFile, to_json(done.record));
  if (auto placed = plugins->place(manifest.name, files); !placed) return placed.error();
  const auto cleared =
      bundle::clear_marker(plugins->path(), bundle::Marker::removed, manifest.name);
  if (!cleared) return cleared.error();
  done.variables = variables_of(manifest, surroundings.env);
  done.disabled = bundle::has_marker(plugins->path(), bundle::Marker::disabled, manifest.name);
  return done;
}

std::string next_step(const Installed& done) {
  if (done.disabled) return "amfs connector enable " + done.record.name;
  const std::string missing = missing_text(done.variables);
  if (missing.empty()) return "amfs connector list";
  return fmt::format("{} for amfs serve (see: amfs connector info {})", missing, done.record.name);
}

void print(std::ostream& out, const Installed& done, const config::Manifest& manifest) {
  print_facts(
      out, {{"installed", done.record.name + " " + done.record.version},
            {"replaces", done.replaced},
            {"folder", done.folder.string()},
            {"from", done.record.origin.text()},
            {"sha256", done.record.sha256},
            {"may write", writable_text(manifest)},
            {"may read", manifest.permissions.memory_read ? "the memory of its tenant" : "nothing"},
            {"next", next_step(done)}});
}

std::string to_json(const Installed& done, const config::Manifest& manifest) {
  json::JsonWriter writer;
  writer.begin_object().put("name", done.record.name).put("version", done.record.version);
  if (done.replaced.empty()) {
    writer.put_null("replaced");
  } else {
    writer.put("replaced", done.replaced);
  }
  writer.put("folder", done.folder.string()).key("origin").begin_object();
  writer.put("kind", done.record.origin.kind).put("place", done.record.origin.place).end_object();
  writer.put("sha256", done.record.sha256).key("permissions").begin_object();
  writer.put("memory_read", manifest.permissions.memory_read);
  writer.put("memory_write", manifest.permissions.memory_write).end_object();
  writer.key("missing").begin_array();
  for (const VariableFact& fact : done.variables) {
    if (fact.required && !fact.is_set) writer.value(fact.name);
  }
  return writer.end_array().put("disabled", done.disabled).end_object().text();
}

Result<int> install(const InstallOptions& options, const Surroundings& surroundings) {
  const auto places = find_places(options.place, options.data_dir, surroundings);
  if (!places) return places.error();
  const auto source = find_source(options.what, places->registry);
  if (!source) return source.error();
  if (auto checked = check_runs_here(source->bundle); !checked) return checked.error();
  const auto done = place(*source, *places, options, surroundings);
  if (!done) return done.error();
  if (options.json) {
    surroundings.out << to_json(*done, source->bundle.manifest) << '\n';
  } else {
    print(surroundings.out, *done, source->bundle.manifest);
  }
  return kExitOk;
}

}  // namespace

void add_install_command(CLI::App& connector_group, CommandContext& context) {
  auto options = std::make_shared<InstallOptions>();
  CLI::App& command = *connector_group.add_subcommand(
      "install", "Install or update a connector from a registry, a file or a folder");
  command
      .add_option("connector", options->what, "Connector of the registry, .amfsc file or folder")
      ->type_name("NAME[@VERSION]|FILE|DIR")
      ->required();
  add_place_options(command, options->place);
  add_registry_option(command, options->place);
  command.add_option("--data", options->data_dir, "The host's data directory; else AMFS_DATA_DIR")
      ->type_name("DIR");
  command.add_flag("--force", options->force, "Replace a connector of another origin");
  command.add_flag("--json", options->json, "Print what was done as JSON");
  command.footer(
      "Needs no running host; one that runs picks the connector up by itself.\n\n"
      "Examples:\n"
      "  amfs connector install pagerduty\n"
      "  amfs connector install pagerduty@1.0.0 --registry /srv/amfs-registry\n"
      "  amfs connector install ./amfs-connector-acme-1.2.0-linux-x86_64.amfsc\n"
      "  amfs connector install .");
  command.callback([options, &context] {
    context.action = [options, &context] { return install(*options, context.surroundings); };
  });
}

}  // namespace host::cli
