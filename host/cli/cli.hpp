// The command line of `amfs` (contract 5): parses the arguments and runs one command.
//
// Exit codes: 0 ok, 1 failed, 2 usage. Results go to `out`, errors to `err`, one line each, ending
// with what to run next.
#pragma once

#include <string>
#include <vector>

#include "host/cli/surroundings.hpp"

namespace host::cli {

// With the process's own streams, environment and clock. What belongs to the host is passed in: the
// commands here only talk HTTP and link nothing of it.
int run(int argc, const char* const* argv, ServeFunction serve,
        std::filesystem::path built_in_connectors);

// `arguments` without the program's name.
int run(std::vector<std::string> arguments, const Surroundings& surroundings);

}  // namespace host::cli
