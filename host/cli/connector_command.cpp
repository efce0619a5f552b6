// amfs connector list.
#include <memory>
#include <ostream>

#include "host/cli/api_call.hpp"
#include "host/cli/command.hpp"
#include "host/cli/json_text.hpp"
#include "host/cli/table.hpp"

namespace host::cli {
namespace {

void print_connectors(std::ostream& out, const rapidjson::Value& answer) {
  Table table({"NAME", "VERSION", "STATE", "SOURCE", "ENTITY PATH", "REASON"});
  for (const rapidjson::Value& item : items_at(answer, {"connectors"})) {
    table.add({text_at(item, {"name"}), text_at(item, {"version"}), text_at(item, {"state"}),
               text_at(item, {"source"}), text_at(item, {"entity_path"}),
               text_at(item, {"reason"})});
  }
  if (table.empty()) {
    out << "no connectors; put a folder with connector.yaml and its library into the plugins "
           "directory (amfs serve --plugins DIR)\n";
    return;
  }
  table.print(out);
}

Result<int> list(const ClientOptions& options, const Surroundings& surroundings) {
  ApiCall call;
  call.request.target = api_target("/connectors");
  call.next = "amfs connector list --help";
  call.print = [&](const rapidjson::Value& answer, const HttpReply&) {
    print_connectors(surroundings.out, answer);
  };
  return run_api_call(options, surroundings, std::move(call));
}

}  // namespace

void add_connector_commands(CLI::App& root, CommandContext& context) {
  CLI::App& group = *root.add_subcommand("connector", "The connectors of the host");
  group.require_subcommand(1);
  auto options = std::make_shared<ClientOptions>();
  CLI::App& command = *group.add_subcommand("list", "Loaded connectors and their states");
  add_client_options(command, *options);
  command.footer(
      "Examples:\n"
      "  amfs connector list\n"
      "  amfs connector list --json --url http://127.0.0.1:9000");
  command.callback([options, &context] {
    context.action = [options, &context] { return list(*options, context.surroundings); };
  });
}

}  // namespace host::cli
