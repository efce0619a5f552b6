// amfs connector info: everything a connector says of itself, before or after it is installed.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <memory>
#include <ostream>

#include "host/base/rfc3339.hpp"
#include "host/cli/api_call.hpp"
#include "host/cli/command.hpp"
#include "host/cli/connector_facts.hpp"
#include "host/cli/connector_source.hpp"
#include "host/cli/host_answer.hpp"
#include "host/cli/json_text.hpp"
#include "host/cli/table.hpp"
#include "host/json/writer.hpp"

namespace host::cli {
namespace {

struct InfoOptions {
  ClientOptions client;
  PlaceOptions place;
  std::string what;
};

struct Info {
  config::Manifest manifest;
  LocalState state;
  std::string source;                    // its folder, or the registry or file it could come from
  std::optional<bundle::Bundle> bundle;  // unset where the library cannot be read
  std::optional<bundle::InstallRecord> record;
  std::vector<VariableFact> variables;
  std::string webhook_url;

  std::string origin() const { return record ? record->origin.text() : ""; }
  std::string sha256() const {
    if (record) return record->sha256;
    return bundle ? bundle->sha256 : "";
  }
  std::string abi() const {
    const auto abi = bundle ? library_abi(bundle->library(), manifest.library_file())
                            : Result<bundle::Abi>(Error());
    return abi ? abi->text() : "";
  }
  std::size_t library_bytes() const { return bundle ? bundle->library().size() : 0; }
  std::vector<std::string> samples() const {
    std::vector<std::string> names;
    if (!bundle) return names;
    constexpr std::string_view kPrefix = bundle::kSamplesPrefix;
    for (const auto& [path, bytes] : bundle->files) {
      if (path.starts_with(kPrefix) && path.ends_with(".json"))
        names.push_back(path.substr(kPrefix.size(), path.size() - kPrefix.size() - 5));
    }
    return names;
  }
};

Result<Info> of_local(LocalConnector connector) {
  // Its manifest cannot be read: what is wrong with it is all there is to say.
  if (!connector.manifest) return Error{"manifest_invalid", connector.state.reason};
  Info info;
  info.manifest = std::move(*connector.manifest);
  info.state = std::move(connector.state);
  info.source = connector.folder.string();
  if (auto bundle = bundle::read_folder(connector.folder, {})) info.bundle = std::move(*bundle);
  info.record = bundle::read_install_record(connector.folder);
  return info;
}

Result<Info> of_source(const std::string& what, const Places& places) {
  auto source = find_source(what, places.registry);
  if (!source) return source.error();
  Info info;
  info.manifest = source->bundle.manifest;
  info.source = source->origin.text();
  info.bundle = std::move(source->bundle);
  const auto runs = check_runs_here(*info.bundle);
  info.state = runs ? LocalState{"available", "amfs connector install " + what}
                    : LocalState{"unsuitable", runs.error().message};
  return info;
}

Result<Info> find_info(const InfoOptions& options, const Places& places,
                       const Surroundings& surroundings) {
  if (!names_path(options.what)) {
    for (LocalConnector& item : local_connectors(places, surroundings.env)) {
      if (item.name != options.what) continue;
      auto info = of_local(std::move(item));
      const auto answer =
          host_answer(options.client, surroundings, api_target("/connectors/" + options.what));
      if (info && answer) info->state = {text_at(*answer, {"state"}), text_at(*answer, {"reason"})};
      return info;
    }
  }
  return of_source(options.what, places);
}

std::string joined(const std::vector<std::string>& items) {
  return fmt::format("{}", fmt::join(items, ", "));
}

void print(std::ostream& out, const Info& info) {
  const config::Manifest& manifest = info.manifest;
  const auto& permissions = manifest.permissions;
  Facts facts{
      {"name", manifest.name},
      {"version", manifest.version.text},
      {"state", info.state.state + (info.state.reason.empty() ? "" : ": " + info.state.reason)},
      {"description", manifest.description},
      {"author", manifest.author},
      {"license", manifest.license},
      {"webhook", info.webhook_url},
      {"event types", joined(manifest.event_types)},
      {"entity path", manifest.default_entity_path},
      {"may write", writable_text(manifest)},
      {"may read", permissions.memory_read ? "the memory of its tenant" : "nothing"},
      {"needs amfs", manifest.min_amfs_version ? manifest.min_amfs_version->text : ""},
      {"depends on", joined(manifest.dependencies)},
      {"samples", joined(info.samples())},
      {"source", info.source},
      {"installed from", info.origin()},
      {"installed at", info.record ? format_rfc3339(info.record->installed_at) : ""},
      {"library", fmt::format("{}{}", manifest.library_file(),
                              info.bundle ? fmt::format(" ({} bytes, {})", info.library_bytes(),
                                                        info.bundle->platform.text())
                                          : "")},
      {"connector ABI", info.abi()},
      {"sha256", info.sha256()}};
  print_facts(out, facts);
  if (info.variables.empty()) return;
  out << '\n';
  Table table({"VARIABLE", "REQUIRED", "HERE", "DESCRIPTION"});
  for (const VariableFact& fact : info.variables) {
    table.add({fact.name, fact.required ? "yes" : "no",
               !fact.problem.empty() ? fact.problem
               : fact.is_set         ? "set"
                                     : "not set",
               fact.description});
  }
  table.print(out);
}

void write_variables(json::JsonWriter& writer, const std::vector<VariableFact>& variables) {
  writer.key("env_vars").begin_array();
  for (const VariableFact& fact : variables) {
    writer.begin_object().put("name", fact.name).put("description", fact.description);
    writer.put("required", fact.required).put("set", fact.is_set).end_object();
  }
  writer.end_array();
}

void write_library(json::JsonWriter& writer, const Info& info) {
  writer.key("library").begin_object().put("file", info.manifest.library_file());
  writer.put("size", info.library_bytes()).put("abi", info.abi());
  writer.put("platform", info.bundle ? info.bundle->platform.text() : "").end_object();
}

std::string to_json(const Info& info) {
  const config::Manifest& manifest = info.manifest;
  json::JsonWriter writer;
  writer.begin_object().put("name", manifest.name).put("version", manifest.version.text);
  writer.put("state", info.state.state).put("reason", info.state.reason);
  writer.put("description", manifest.description).put("author", manifest.author);
  writer.put("license", manifest.license).put("webhook_url", info.webhook_url);
  writer.put("event_types", manifest.event_types).put("entity_path", manifest.default_entity_path);
  writer.key("permissions").begin_object();
  writer.put("memory_read", manifest.permissions.memory_read);
  writer.put("memory_write", manifest.permissions.memory_write).end_object();
  writer.put("min_amfs_version", manifest.min_amfs_version ? manifest.min_amfs_version->text : "");
  writer.put("dependencies", manifest.dependencies).put("samples", info.samples());
  write_variables(writer, info.variables);
  write_library(writer, info);
  writer.put("source", info.source).put("sha256", info.sha256());
  if (info.record) {
    writer.key("origin").begin_object().put("kind", info.record->origin.kind);
    writer.put("place", info.record->origin.place).end_object();
  } else {
    writer.put_null("origin");
  }
  return writer.end_object().text();
}

Result<int> show(const InfoOptions& options, const Surroundings& surroundings) {
  const auto places = find_places(options.place, options.client.data_dir, surroundings);
  if (!places) return places.error();
  const auto server = options.client.server(surroundings.env);
  if (!server) return server.error();
  auto info = find_info(options, *places, surroundings);
  if (!info) return info.error();
  info->variables = variables_of(info->manifest, surroundings.env);
  info->webhook_url = server->text + api_target("/webhooks/" + info->manifest.name);
  if (options.client.json) {
    surroundings.out << to_json(*info) << '\n';
  } else {
    print(surroundings.out, *info);
  }
  return kExitOk;
}

}  // namespace

void add_connector_info_command(CLI::App& connector_group, CommandContext& context) {
  auto options = std::make_shared<InfoOptions>();
  CLI::App& command = *connector_group.add_subcommand(
      "info", "What a connector needs and may do; installed, of the registry, or a file");
  command.add_option("connector", options->what, "Connector, .amfsc file or folder")
      ->type_name("NAME|FILE|DIR")
      ->required();
  add_client_options(command, options->client);
  add_place_options(command, options->place);
  add_registry_option(command, options->place);
  command.footer(
      "Variables are looked up in this shell, which need not be the host's.\n\n"
      "Examples:\n"
      "  amfs connector info github\n"
      "  amfs connector info ./amfs-connector-acme-1.2.0-linux-x86_64.amfsc\n"
      "  amfs connector info github --json");
  command.callback([options, &context] {
    context.action = [options, &context] { return show(*options, context.surroundings); };
  });
}

}  // namespace host::cli
