// amfs context list: what connectors and agents noted.
#include <CLI/CLI.hpp>
#include <memory>
#include <ostream>

#include "host/cli/api_call.hpp"
#include "host/cli/command.hpp"
#include "host/cli/json_text.hpp"
#include "host/cli/table.hpp"
#include "host/cli/terminal_text.hpp"

namespace host::cli {
namespace {

struct ContextOptions {
  ClientOptions client;
  std::string entity;
  std::string key;
  std::string source;
  std::string agent;
  std::string connector;
  std::string label;
  std::string since;
  std::string until;
  std::string limit;
  std::string cursor;
};

void print_contexts(std::ostream& out, const rapidjson::Value& answer) {
  Table table({"RECORDED", "LABEL", "SUMMARY", "ABOUT", "KEY", "SOURCE", "AGENT"});
  for (const rapidjson::Value& context : items_at(answer, {"contexts"})) {
    table.add({text_at(context, {"recorded_at"}), text_at(context, {"label"}),
               text_at(context, {"summary"}), text_at(context, {"entity_path"}),
               text_at(context, {"key"}), text_at(context, {"source"}),
               text_at(context, {"agent_id"})});
  }
  const std::string cursor = text_at(answer, {"next_cursor"});
  if (table.empty()) {
    out << "no notes here\n";
  } else {
    table.print(out);
  }
  if (!cursor.empty()) {
    out << "there is more; repeat with --cursor " << escape_controls(shell_word(cursor)) << '\n';
  }
}

Result<int> list(const ContextOptions& options, const Surroundings& surroundings) {
  ApiCall call;
  call.request.target = api_target("/contexts", {{"entity_path", options.entity},
                                                 {"key", options.key},
                                                 {"source", options.source},
                                                 {"agent_id", options.agent},
                                                 {"connector", options.connector},
                                                 {"label", options.label},
                                                 {"since", options.since},
                                                 {"until", options.until},
                                                 {"limit", options.limit},
                                                 {"cursor", options.cursor}});
  call.next = "amfs context list --help";
  call.print = [&](const rapidjson::Value& answer, const HttpReply&) {
    print_contexts(surroundings.out, answer);
  };
  return run_api_call(options.client, surroundings, std::move(call));
}

void add_filters(CLI::App& command, ContextOptions& options) {
  command.add_option("--entity", options.entity, "About this path, or anything below it")
      ->type_name("PATH");
  command.add_option("--key", options.key, "About this key");
  command.add_option("--source", options.source, "From this source");
  command.add_option("--agent", options.agent, "Noted by this agent")->type_name("ID");
  command.add_option("--connector", options.connector, "Noted by this connector");
  command.add_option("--label", options.label, "With exactly this label");
  command.add_option("--since", options.since, "Recorded at or after; RFC 3339")->type_name("TIME");
  command.add_option("--until", options.until, "Recorded at or before; RFC 3339")
      ->type_name("TIME");
  command.add_option("--limit", options.limit, "At most this many")->check(CLI::Range(1, 1000));
  command.add_option("--cursor", options.cursor, "Go on where the last page ended");
}

}  // namespace

void add_context_commands(CLI::App& root, CommandContext& context) {
  CLI::App& group = *root.add_subcommand("context", "What connectors and agents noted");
  group.require_subcommand(1);
  group.footer(
      "Examples:\n"
      "  amfs context list --entity incidents/payments");
  auto options = std::make_shared<ContextOptions>();
  CLI::App& command = *group.add_subcommand("list", "Notes, newest first");
  add_filters(command, *options);
  add_client_options(command, options->client);
  command.footer(
      "Examples:\n"
      "  amfs context list --entity incidents/payments --limit 10\n"
      "  amfs context list --connector slack --since 2026-01-31T00:00:00Z");
  command.callback([options, &context] {
    context.action = [options, &context] { return list(*options, context.surroundings); };
  });
}

}  // namespace host::cli
