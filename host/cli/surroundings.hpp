// Surroundings: everything a command touches besides its arguments and the network, so that tests
// run the whole program inside their own process.
//
// Ownership: streams and clock belong to the caller and must outlive the call. One thread.
#pragma once

#include <filesystem>
#include <functional>
#include <iosfwd>

#include "host/base/clock.hpp"
#include "host/config/environment.hpp"
#include "host/config/settings.hpp"

namespace host::cli {

// Runs the host until it is told to stop; the result is the process's exit code.
using ServeFunction = std::function<int(config::Settings, const config::Environment&)>;

struct Surroundings {
  std::istream& in;
  std::ostream& out;
  std::ostream& err;
  config::Environment env;
  const Clock& clock;
  ServeFunction serve;
  std::filesystem::path built_in_connectors;  // the folder of those that came with the host
};

}  // namespace host::cli
