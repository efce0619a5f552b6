#include "tests/support/child_process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <string_view>

namespace test {
namespace {

using std::chrono::milliseconds;
using SteadyClock = std::chrono::steady_clock;

constexpr int kSignalBase = 128;  // a shell's way to tell a signal from an exit code
constexpr int kExecFailed = 127;

[[noreturn]] void fail(const std::string& what) {
  throw std::runtime_error(what + ": " + std::strerror(errno));
}

// What a child needs to run at all, and to report what a sanitizer found.
void add_inherited(Environment& environment) {
  for (const char* name :
       {"PATH", "ASAN_OPTIONS", "TSAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS"}) {
    if (const char* value = std::getenv(name)) environment.emplace(name, value);
  }
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> result;
  for (std::string& text : texts) result.push_back(text.data());
  result.push_back(nullptr);
  return result;
}

// The header of glibc 2.36 declares its wrapper without extern "C".
int open_pidfd(pid_t pid) { return static_cast<int>(syscall(SYS_pidfd_open, pid, 0)); }

// True when `fd` can be read (or is at its end) within `patience`.
bool is_readable(int fd, milliseconds patience) {
  const auto deadline = SteadyClock::now() + patience;
  for (;;) {
    const auto left = std::chrono::ceil<milliseconds>(deadline - SteadyClock::now());
    pollfd entry{fd, POLLIN, 0};
    const int ready = poll(&entry, 1, std::max(0, static_cast<int>(left.count())));
    if (ready >= 0) return ready > 0;
    if (errno != EINTR) fail("poll");
  }
}

// Between fork and exec of a process with threads: system calls only.
[[noreturn]] void run_child(pid_t parent, int output, int errors, char* const* arguments,
                            char* const* environment) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(kExecFailed);  // it died before that
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  const int input = open("/dev/null", O_RDONLY);
  dup2(input, STDIN_FILENO);
  dup2(output, STDOUT_FILENO);
  dup2(errors, STDERR_FILENO);
  execve(arguments[0], arguments, environment);
  constexpr std::string_view kMessage = "exec failed: is the program built?\n";
  if (write(STDERR_FILENO, kMessage.data(), kMessage.size()) < 0) _exit(kExecFailed);
  _exit(kExecFailed);
}

}  // namespace

ChildProcess::ChildProcess(const std::string& program, const std::vector<std::string>& arguments,
                           const Environment& environment) {
  std::vector<std::string> words{program};
  words.insert(words.end(), arguments.begin(), arguments.end());
  Environment complete = environment;
  add_inherited(complete);
  std::vector<std::string> variables;
  for (const auto& [name, value] : complete) variables.push_back(name + "=" + value);
  const std::vector<char*> argv = pointers(words);
  const std::vector<char*> envp = pointers(variables);

  std::array<int, 2> pipe_ends{};
  if (pipe2(pipe_ends.data(), O_CLOEXEC) != 0) fail("pipe2");
  stdout_ = test::UniqueFd(pipe_ends[0]);
  const test::UniqueFd output(pipe_ends[1]);
  stderr_ = test::UniqueFd(memfd_create("stderr", MFD_CLOEXEC));
  if (!stderr_) fail("memfd_create");

  const pid_t parent = getpid();
  pid_ = fork();
  if (pid_ < 0) fail("fork");
  if (pid_ == 0) run_child(parent, output.get(), stderr_.get(), argv.data(), envp.data());
  pidfd_ = test::UniqueFd(open_pidfd(pid_));
  if (!pidfd_) {
    const int error = errno;
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
    errno = error;
    fail("pidfd_open");
  }
}

ChildProcess::~ChildProcess() { kill_now(); }

bool ChildProcess::fill(milliseconds patience) {
  std::array<char, 16 * 1024> buffer;
  if (!stdout_ || !is_readable(stdout_.get(), patience)) return false;
  const ssize_t got = read(stdout_.get(), buffer.data(), buffer.size());
  if (got <= 0) {
    stdout_.reset();
    return false;
  }
  unread_.append(buffer.data(), static_cast<std::size_t>(got));
  return true;
}

std::optional<std::string> ChildProcess::read_line(milliseconds patience) {
  const auto deadline = SteadyClock::now() + patience;
  for (;;) {
    const std::size_t end = unread_.find('\n');
    if (end != std::string::npos) {
      std::string line = unread_.substr(0, end);
      unread_.erase(0, end + 1);
      return line;
    }
    const auto left = std::chrono::ceil<milliseconds>(deadline - SteadyClock::now());
    if (!fill(std::max(left, milliseconds(0)))) return std::nullopt;
  }
}

std::string ChildProcess::read_available() {
  while (fill(milliseconds(0))) continue;
  return std::exchange(unread_, {});
}

void ChildProcess::send_signal(int signal) {
  if (!exit_code_) kill(pid_, signal);
}

void ChildProcess::kill_now() {
  if (exit_code_) return;
  kill(pid_, SIGKILL);
  while (!wait(std::chrono::seconds(1))) continue;
}

std::optional<int> ChildProcess::wait(milliseconds patience) {
  if (exit_code_) return exit_code_;
  if (!is_readable(pidfd_.get(), patience)) return std::nullopt;
  int status = 0;
  if (waitpid(pid_, &status, 0) != pid_) fail("waitpid");
  exit_code_ = WIFEXITED(status) ? WEXITSTATUS(status) : kSignalBase + WTERMSIG(status);
  return exit_code_;
}

std::string ChildProcess::stderr_text() const {
  std::string text;
  std::array<char, 16 * 1024> buffer;
  for (;;) {
    const ssize_t got =
        pread(stderr_.get(), buffer.data(), buffer.size(), static_cast<off_t>(text.size()));
    if (got <= 0) return text;
    text.append(buffer.data(), static_cast<std::size_t>(got));
  }
}

}  // namespace test
