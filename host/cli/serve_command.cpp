// amfs serve: flags to settings, settings to the host.
#include <CLI/CLI.hpp>
#include <memory>
#include <ostream>

#include "host/cli/command.hpp"

namespace host::cli {
namespace {

Result<int> serve(const config::SettingsFlags& flags, const Surroundings& surroundings) {
  auto settings = config::load_settings(flags, surroundings.env);
  if (!settings) return settings.error();
  return surroundings.serve(std::move(*settings), surroundings.env);
}

}  // namespace

void add_serve_command(CLI::App& root, CommandContext& context) {
  auto flags = std::make_shared<config::SettingsFlags>();
  CLI::App& command = *root.add_subcommand("serve", "Run the host");
  const auto path_option = [&](const char* name, auto& into, const char* what) {
    const auto set = [&into](const std::string& text) { into = text; };
    return command.add_option_function<std::string>(name, set, what);
  };
  path_option("--config", flags->config_file, "Settings file (amfs.yaml)")->type_name("FILE");
  command.add_option("--host", flags->host, "Address to listen on; else 127.0.0.1")
      ->type_name("ADDRESS");
  command.add_option("--port", flags->port, "Port; 0 = chosen by the system; else 8741")
      ->check(CLI::Range(0, 65535))
      ->type_name("PORT");
  path_option("--data", flags->data_dir, "Data directory; else AMFS_DATA_DIR")->type_name("DIR");
  path_option("--plugins", flags->plugins_dir, "Connectors; else connectors in the data directory")
      ->type_name("DIR");
  command.add_flag("--allow-unauthenticated", flags->allow_unauthenticated,
                   "Listen beyond loopback without API keys");
  command.add_flag("--dev", flags->dev, "Throw-away secrets, and commands to paste");
  command.footer(
      "Examples:\n"
      "  amfs serve --dev\n"
      "  amfs serve --config /etc/amfs/amfs.yaml\n"
      "  AMFS_CONNECTOR_GITHUB_SECRET_FILE=/run/secrets/github amfs serve --data /var/lib/amfs");
  command.callback([flags, &context] {
    context.action = [flags, &context] { return serve(*flags, context.surroundings); };
  });
}

}  // namespace host::cli
