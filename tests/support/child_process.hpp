// ChildProcess: one program under test, started with an environment of its own, its standard output
// on a pipe and its standard error in memory.
//
// The child dies with the thread that started it (no orphans when a test is killed): start it from
// a thread that outlives it. One thread at a time may use an object.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tests/support/unique_fd.hpp"

namespace test {

using Environment = std::map<std::string, std::string>;

class ChildProcess {
 public:
  // `arguments` without the program's own name. The child sees only `environment`, PATH and the
  // sanitizers' options. Throws std::runtime_error when it cannot be started.
  ChildProcess(const std::string& program, const std::vector<std::string>& arguments,
               const Environment& environment);
  ~ChildProcess();  // kills what still runs
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  // The next complete line of standard output without its end; nothing at the end of the output or
  // when `patience` has passed.
  std::optional<std::string> read_line(std::chrono::milliseconds patience);

  // Everything on standard output that read_line() has not given yet, without waiting.
  std::string read_available();

  void send_signal(int signal);
  void kill_now();  // SIGKILL, and waits for the end

  // Exit code, or 128 + signal; nothing when the child still runs after `patience`.
  std::optional<int> wait(std::chrono::milliseconds patience);

  bool is_running() { return !wait(std::chrono::milliseconds(0)); }
  std::string stderr_text() const;
  pid_t pid() const { return pid_; }

 private:
  bool fill(std::chrono::milliseconds patience);

  pid_t pid_ = -1;
  test::UniqueFd pidfd_;
  test::UniqueFd stdout_;
  test::UniqueFd stderr_;
  std::string unread_;
  std::optional<int> exit_code_;
};

}  // namespace test
