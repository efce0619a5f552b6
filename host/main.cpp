// amfs: the one program of this project.
#include <csignal>

#include "host/cli/cli.hpp"
#include "host/server/connector_setup.hpp"
#include "host/server/serve.hpp"

int main(int argc, char** argv) {
  // A closed pipe or connection is an error of the write, not the end of the process.
  std::signal(SIGPIPE, SIG_IGN);
  return host::cli::run(argc, argv, host::server::serve, host::server::built_in_connectors());
}
