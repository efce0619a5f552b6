// amfs connector: one group, a file per command.
#include <CLI/CLI.hpp>

#include "host/cli/command.hpp"

namespace host::cli {

void add_connector_commands(CLI::App& root, CommandContext& context) {
  CLI::App& group = *root.add_subcommand("connector", "Install, watch and write connectors");
  group.require_subcommand(1);
  group.footer(
      "Examples:\n"
      "  amfs connector list\n"
      "  amfs connector install pagerduty\n"
      "  amfs connector init acme-crm");
  add_connector_list_command(group, context);
  add_connector_info_command(group, context);
  add_install_command(group, context);
  add_switch_commands(group, context);
  add_init_command(group, context);
  add_validate_command(group, context);
  add_connector_test_command(group, context);
  add_package_command(group, context);
}

}  // namespace host::cli
