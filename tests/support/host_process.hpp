// HostProcess: the real host, `amfs serve`, as a process on a port chosen by the system.
//
// It sees only the environment it is given (and PATH). Same thread rule as ChildProcess: start it
// from a thread that outlives it, usually the test's own.
#pragma once

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/support/child_process.hpp"

namespace test {

// What was built beside the tests: the program, the connectors that come with it, the connectors
// made for tests.
std::string amfs_binary();
std::string built_connectors_dir();
std::string test_connectors_dir();

struct HostOptions {
  std::string data_dir;
  std::string plugins_dir;             // empty = the host's default, below data_dir
  Environment environment;             // secrets, AMFS_API_KEYS, …
  std::vector<std::string> arguments;  // after `serve`
};

// `amfs serve`, not waited for: for tests that need a host which is not ready.
ChildProcess spawn_host(const HostOptions& options);

// The host ended, or was silent for too long, before it said it is ready.
class HostStartError : public std::runtime_error {
 public:
  HostStartError(std::optional<int> code, std::string errors);

  std::optional<int> exit_code;  // nothing: it still ran and was killed
  std::string stderr_text;
};

class HostProcess {
 public:
  static constexpr std::chrono::seconds kStartPatience{20};
  static constexpr std::chrono::seconds kStopPatience{20};

  // Returns when the host is ready. Throws HostStartError.
  explicit HostProcess(const HostOptions& options);

  const std::string& url() const { return url_; }  // http://HOST:PORT
  std::uint16_t port() const { return port_; }
  std::uint16_t monitor_port() const;  // throws when metrics are off
  pid_t pid() const { return child_.pid(); }
  bool is_running() { return child_.is_running(); }

  void kill_now() { child_.kill_now(); }  // SIGKILL, and waits for the end

  // SIGTERM; the exit code. Throws std::runtime_error when the host does not end.
  int stop();

  std::string stderr_text() const { return child_.stderr_text(); }
  std::string stdout_text() { return child_.read_available(); }  // after the ready line

  // The key in admin.key of the data directory.
  std::string admin_key() const;

 private:
  std::string data_dir_;
  ChildProcess child_;
  std::string url_;
  std::uint16_t port_ = 0;
};

}  // namespace test
