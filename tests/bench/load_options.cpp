#include "tests/bench/load_options.hpp"

#include <cstdlib>
#include <stdexcept>
#include <string_view>

#include "tests/bench/monotonic.hpp"
#include "tests/bench/numbers.hpp"

namespace bench {
namespace {

constexpr int kConnectionsMax = 10'000;

void check(const LoadOptions& options) {
  if (!options.fsync_directory.empty()) return;
  if (options.url.empty()) throw std::runtime_error("--url is missing");
  if (options.secret.empty()) {
    throw std::runtime_error("set AMFS_CONNECTOR_GITHUB_SECRET to the host's secret");
  }
  if (options.plan.requests == 0 && options.plan.duration_ns == 0) {
    throw std::runtime_error("say how much: --requests N or --duration SECONDS");
  }
}

}  // namespace

const char* const kLoadUsage =
    "usage: amfs_load --url http://127.0.0.1:PORT (--requests N | --duration S) [options]\n"
    "       amfs_load --fsync-probe DIR\n"
    "  --rate R           open loop: R requests per second on a fixed schedule\n"
    "  --connections N    keep-alive connections, one request under way on each (64)\n"
    "  --fixtures DIR     send the GitHub bodies of DIR/expected.csv instead of synthetic ones\n"
    "  --path PATH        where to POST (/api/v1/webhooks/github)\n"
    "  --first-id N       first event number; runs against one store must not overlap\n"
    "  --until-done       wait until the host has settled every event; adds settled_*\n"
    "  --probe            also measure acknowledged -> searchable; adds probe_*\n"
    "The secret comes from AMFS_CONNECTOR_GITHUB_SECRET. Prints one line of JSON; times are\n"
    "microseconds. Exit code 0: everything was answered 2xx; 1: not; 2: usage.\n";

LoadOptions parse_load_options(int argc, const char* const* argv) {
  LoadOptions options;
  if (const char* secret = std::getenv("AMFS_CONNECTOR_GITHUB_SECRET")) options.secret = secret;
  for (int i = 1; i < argc; ++i) {
    const std::string_view name = argv[i];
    if (name == "--until-done") {
      options.until_done = true;
      continue;
    }
    if (name == "--probe") {
      options.probe = true;
      continue;
    }
    if (i + 1 == argc) throw std::runtime_error(std::string(name) + " needs a value");
    const std::string_view value = argv[++i];
    if (name == "--url") {
      options.url = value;
    } else if (name == "--path") {
      options.path = value;
    } else if (name == "--fixtures") {
      options.fixtures = value;
    } else if (name == "--fsync-probe") {
      options.fsync_directory = value;
    } else if (name == "--connections") {
      options.plan.connections = number_in<int>(name, value, 1, kConnectionsMax);
    } else if (name == "--requests") {
      options.plan.requests = number_in<std::uint64_t>(name, value, 1, 1'000'000'000);
    } else if (name == "--first-id") {
      options.first_id = number_in<std::uint64_t>(name, value, 1, UINT64_MAX);
    } else if (name == "--rate") {
      options.plan.rate = number_in<double>(name, value, 0.1, 1e6);
    } else if (name == "--duration") {
      options.plan.duration_ns =
          static_cast<std::int64_t>(number_in<double>(name, value, 0.1, 3600) * kNsPerSecond);
    } else {
      throw std::runtime_error("unknown option " + std::string(name));
    }
  }
  check(options);
  return options;
}

}  // namespace bench
