#include "host/cli/cli.hpp"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <iostream>

#include "host/base/version.hpp"
#include "host/cli/command.hpp"
#include "host/cli/nearest_text.hpp"
#include "host/cli/terminal_text.hpp"

namespace host::cli {
namespace {

void print_error(std::ostream& err, const std::string& message) {
  err << "amfs: " << escape_controls(message) << '\n' << std::flush;
}

// The command that the arguments led to, and its full name.
std::pair<const CLI::App*, std::string> named_command(const CLI::App& root) {
  const CLI::App* command = &root;
  std::string name = root.get_name();
  while (!command->get_subcommands().empty()) {
    command = command->get_subcommands().front();
    name += ' ' + command->get_name();
  }
  return {command, name};
}

std::string usage_message(const CLI::App& root, const CLI::ParseError& error) {
  const auto [command, name] = named_command(root);
  std::vector<std::string> known;
  for (const CLI::App* sub : command->get_subcommands(nullptr)) known.push_back(sub->get_name());
  const auto rest = command->remaining();
  std::string message = error.what();
  if (!known.empty() && !rest.empty()) {
    message =
        fmt::format("unknown command \"{}\"{}", rest.front(), nearest_text(rest.front(), known));
  }
  return fmt::format("{}; see: {} --help", message, name);
}

void build(CLI::App& app, CommandContext& context) {
  app.set_version_flag("--version", fmt::format("amfs {}", kVersion));
  app.require_subcommand(1);
  add_serve_command(app, context);
  add_connector_commands(app, context);
  add_event_commands(app, context);
  add_endpoint_commands(app, context);
  add_entry_commands(app, context);
  add_context_commands(app, context);
  add_key_commands(app, context);
  add_search_command(app, context);
  add_stats_command(app, context);
  add_status_command(app, context);
  add_stream_command(app, context);
  app.footer(
      "Examples:\n"
      "  amfs serve --dev\n"
      "  amfs event trigger github pull_request.opened\n"
      "  amfs search card payments");
}

int run_action(const CommandContext& context) {
  const Surroundings& around = context.surroundings;
  try {
    const Result<int> result = context.action();
    around.out.flush();
    if (result && !around.out) {
      print_error(around.err, "cannot write the output; is the disk full or the pipe closed?");
      return kExitFailed;
    }
    if (result) return *result;
    print_error(around.err, result.error().message);
    return result.error().code == kUsage ? kExitUsage : kExitFailed;
  } catch (const std::exception& error) {
    print_error(around.err, fmt::format("unexpected failure: {}; this is a bug", error.what()));
    return kExitFailed;
  }
}

}  // namespace

int run(std::vector<std::string> arguments, const Surroundings& surroundings) {
  CLI::App app("Webhook connector host for agent memory", "amfs");
  CommandContext context{surroundings, nullptr};
  build(app, context);
  try {
    std::reverse(arguments.begin(), arguments.end());  // what CLI11's parse(vector) wants
    app.parse(std::move(arguments));
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error, surroundings.out, surroundings.err);
    print_error(surroundings.err, usage_message(app, error));
    return kExitUsage;
  }
  return run_action(context);
}

int run(int argc, const char* const* argv, ServeFunction serve,
        std::filesystem::path built_in_connectors) {
  const SystemClock clock;
  const Surroundings surroundings{std::cin,
                                  std::cout,
                                  std::cerr,
                                  config::process_environment(),
                                  clock,
                                  std::move(serve),
                                  std::move(built_in_connectors)};
  return run(std::vector<std::string>(argv + std::min(argc, 1), argv + argc), surroundings);
}

}  // namespace host::cli
