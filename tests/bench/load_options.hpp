// The command line of amfs_load.
#pragma once

#include <cstdint>
#include <string>

#include "tests/bench/load_engine.hpp"

namespace bench {

struct LoadOptions {
  std::string url;
  std::string path = "/api/v1/webhooks/github";
  std::string fixtures;         // empty: synthetic bodies
  std::string fsync_directory;  // --fsync-probe: nothing else is done
  std::string secret;           // from AMFS_CONNECTOR_GITHUB_SECRET
  LoadPlan plan;
  std::uint64_t first_id = 0;  // 0: from the clock, so that runs against one store differ
  bool until_done = false;
  bool probe = false;
};

extern const char* const kLoadUsage;

// Throws std::runtime_error with one sentence about what is wrong.
LoadOptions parse_load_options(int argc, const char* const* argv);

}  // namespace bench
