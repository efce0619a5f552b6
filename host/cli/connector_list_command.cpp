// amfs connector list: what the running host says, else what is on disk.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <memory>
#include <ostream>

#include "host/cli/api_call.hpp"
#include "host/cli/command.hpp"
#include "host/cli/connector_facts.hpp"
#include "host/cli/json_text.hpp"
#include "host/cli/table.hpp"
#include "host/json/writer.hpp"

namespace host::cli {
namespace {

struct ListOptions {
  ClientOptions client;
  PlaceOptions place;
};

// "unconfigured: set AMFS_CONNECTOR_GITHUB_SECRET"
std::string state_text(const rapidjson::Value& item) {
  const std::string reason = text_at(item, {"reason"});
  return text_at(item, {"state"}) + (reason.empty() ? "" : ": " + reason);
}

void print_connectors(std::ostream& out, const rapidjson::Value& answer) {
  Table table({"NAME", "VERSION", "SOURCE", "ENTITY PATH", "STATE"});
  for (const rapidjson::Value& item : items_at(answer, {"connectors"})) {
    table.add({text_at(item, {"name"}), text_at(item, {"version"}), text_at(item, {"source"}),
               text_at(item, {"entity_path"}), state_text(item)});
  }
  if (table.empty()) {
    out << "no connectors; see what can be installed: amfs connector install --help\n";
    return;
  }
  table.print(out);
}

// In the words of GET /connectors.
std::string local_json(const std::vector<LocalConnector>& connectors, const std::string& note) {
  json::JsonWriter writer;
  writer.begin_object().key("connectors").begin_array();
  for (const LocalConnector& item : connectors) {
    writer.begin_object().put("name", item.name);
    writer.put("version", item.manifest ? item.manifest->version.text : "");
    writer.put("state", item.state.state).put("reason", item.state.reason);
    writer.put("source", item.folder.string());
    writer.put("description", item.manifest ? item.manifest->description : "");
    writer.put("entity_path", item.manifest ? item.manifest->default_entity_path : "");
    writer.end_object();
  }
  writer.end_array().put("total", connectors.size()).put("note", note);
  return writer.end_object().text();
}

Result<int> list_local(const ListOptions& options, const Surroundings& surroundings) {
  const auto places = find_places(options.place, options.client.data_dir, surroundings);
  if (!places) return places.error();
  const auto server = options.client.server(surroundings.env);
  if (!server) return server.error();
  const std::string note = fmt::format(
      "no host answers at {}; this is what is on disk, with the variables of this shell",
      server->text);
  const std::string json = local_json(local_connectors(*places, surroundings.env), note);
  if (options.client.json) {
    surroundings.out << json << '\n';
    return kExitOk;
  }
  const auto document = parse_json(json);
  if (document) print_connectors(surroundings.out, *document);
  surroundings.err << "note: " << note << '\n';
  return kExitOk;
}

Result<int> list(const ListOptions& options, const Surroundings& surroundings) {
  ApiCall call;
  call.request.target = api_target("/connectors");
  call.next = "amfs connector list --help";
  call.print = [&](const rapidjson::Value& answer, const HttpReply&) {
    print_connectors(surroundings.out, answer);
  };
  auto answer = run_api_call(options.client, surroundings, std::move(call));
  if (answer || answer.error().code != "unreachable") return answer;
  return list_local(options, surroundings);
}

}  // namespace

void add_connector_list_command(CLI::App& connector_group, CommandContext& context) {
  auto options = std::make_shared<ListOptions>();
  CLI::App& command = *connector_group.add_subcommand(
      "list", "Connectors and their states; what is missing where one is not ready");
  add_client_options(command, options->client);
  add_place_options(command, options->place);
  command.footer(
      "When no host answers, the connectors on disk are listed.\n\n"
      "Examples:\n"
      "  amfs connector list\n"
      "  amfs connector list --json --url http://127.0.0.1:9000");
  command.callback([options, &context] {
    context.action = [options, &context] { return list(*options, context.surroundings); };
  });
}

}  // namespace host::cli
