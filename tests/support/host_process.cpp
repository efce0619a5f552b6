#include "tests/support/host_process.hpp"

#include <charconv>
#include <csignal>
#include <fstream>

namespace test {
namespace {

constexpr std::string_view kReady = "amfs ready ";
constexpr std::string_view kMetricsAt = "metrics are at ";

std::vector<std::string> arguments_of(const HostOptions& options) {
  std::vector<std::string> arguments{"serve"};
  arguments.insert(arguments.end(), options.arguments.begin(), options.arguments.end());
  return arguments;
}

Environment environment_of(const HostOptions& options) {
  Environment environment = options.environment;
  environment.emplace("AMFS_HTTP_PORT", "0");
  environment.emplace("AMFS_MONITOR_PORT", "0");
  environment.emplace("AMFS_DATA_DIR", options.data_dir);
  if (!options.plugins_dir.empty()) environment.emplace("AMFS_PLUGINS_DIR", options.plugins_dir);
  return environment;
}

std::uint16_t port_of(const std::string& url) {
  std::uint16_t port = 0;
  const std::size_t colon = url.rfind(':');
  const char* end = url.data() + url.size();
  const auto [stop, error] = std::from_chars(url.data() + colon + 1, end, port);
  if (colon == std::string::npos || error != std::errc{} || stop != end) {
    throw std::runtime_error("the host's ready line has no port: " + url);
  }
  return port;
}

std::string describe(std::optional<int> code, const std::string& errors) {
  const std::string how =
      code ? "ended with " + std::to_string(*code) : std::string("was not ready in time");
  return "the host " + how + "; its standard error:\n" + errors;
}

}  // namespace

std::string amfs_binary() { return AMFS_BINARY; }
std::string built_connectors_dir() { return AMFS_CONNECTORS_DIR; }
std::string test_connectors_dir() { return AMFS_TEST_CONNECTORS_DIR; }

ChildProcess spawn_host(const HostOptions& options) {
  return ChildProcess(amfs_binary(), arguments_of(options), environment_of(options));
}

HostStartError::HostStartError(std::optional<int> code, std::string errors)
    : std::runtime_error(describe(code, errors)), exit_code(code), stderr_text(std::move(errors)) {}

HostProcess::HostProcess(const HostOptions& options)
    : data_dir_(options.data_dir), child_(spawn_host(options)) {
  const auto deadline = std::chrono::steady_clock::now() + kStartPatience;
  for (;;) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    const auto line = child_.read_line(left);
    if (!line) break;
    if (line->compare(0, kReady.size(), kReady) != 0) continue;
    url_ = line->substr(kReady.size());
    port_ = port_of(url_);
    return;
  }
  // A closed standard output is an end under way: its exit code is worth a moment.
  const auto exit_code = child_.wait(std::chrono::seconds(1));
  child_.kill_now();
  throw HostStartError(exit_code, child_.stderr_text());
}

int HostProcess::stop() {
  child_.send_signal(SIGTERM);
  if (const auto exit_code = child_.wait(kStopPatience)) return *exit_code;
  child_.kill_now();
  throw std::runtime_error("the host did not stop on SIGTERM; its standard error:\n" +
                           stderr_text());
}

std::uint16_t HostProcess::monitor_port() const {
  const std::string errors = stderr_text();
  const std::size_t at = errors.find(kMetricsAt);
  const std::size_t end = errors.find("/metrics", at);
  if (at == std::string::npos || end == std::string::npos) {
    throw std::runtime_error("the host does not say where its metrics are:\n" + errors);
  }
  return port_of(errors.substr(at, end - at));
}

std::string HostProcess::admin_key() const {
  std::ifstream file(data_dir_ + "/admin.key");
  std::string key;
  if (!std::getline(file, key)) throw std::runtime_error("no admin.key in " + data_dir_);
  return key;
}

}  // namespace test
