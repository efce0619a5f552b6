// How commands hang together: each group adds its subcommands to the parser; parsing picks one and
// leaves its Action behind, which runs after parsing is over.
//
// An Action returns the exit code, or an Error that is printed; code kUsage exits with 2.
#pragma once

#include <functional>

#include "host/base/error.hpp"
#include "host/cli/surroundings.hpp"

namespace CLI {
class App;
}

namespace host::cli {

inline constexpr int kExitOk = 0;
inline constexpr int kExitFailed = 1;
inline constexpr int kExitUsage = 2;

inline constexpr char kUsage[] = "usage";  // an argument is wrong in a way the parser cannot see

using Action = std::function<Result<int>()>;

struct CommandContext {
  const Surroundings& surroundings;
  Action action;  // of the command that was named
};

// The context must outlive the parser.
void add_serve_command(CLI::App& root, CommandContext& context);
void add_connector_commands(CLI::App& root, CommandContext& context);
void add_connector_list_command(CLI::App& connector_group, CommandContext& context);
void add_connector_info_command(CLI::App& connector_group, CommandContext& context);
void add_install_command(CLI::App& connector_group, CommandContext& context);
void add_switch_commands(CLI::App& connector_group, CommandContext& context);
void add_connector_test_command(CLI::App& connector_group, CommandContext& context);
void add_package_command(CLI::App& connector_group, CommandContext& context);
void add_validate_command(CLI::App& connector_group, CommandContext& context);
void add_init_command(CLI::App& connector_group, CommandContext& context);
void add_event_commands(CLI::App& root, CommandContext& context);
void add_send_command(CLI::App& event_group, CommandContext& context);
void add_trigger_command(CLI::App& event_group, CommandContext& context);
void add_replay_command(CLI::App& event_group, CommandContext& context);
void add_context_commands(CLI::App& root, CommandContext& context);
void add_endpoint_commands(CLI::App& root, CommandContext& context);
void add_entry_commands(CLI::App& root, CommandContext& context);
void add_key_commands(CLI::App& root, CommandContext& context);
void add_search_command(CLI::App& root, CommandContext& context);
void add_stats_command(CLI::App& root, CommandContext& context);
void add_status_command(CLI::App& root, CommandContext& context);
void add_stream_command(CLI::App& root, CommandContext& context);

}  // namespace host::cli
