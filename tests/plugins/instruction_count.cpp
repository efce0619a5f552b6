#include "tests/plugins/instruction_count.hpp"

#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

namespace plugin_test {
namespace {

constexpr int kNotTraced = 2;
constexpr std::uint64_t kInstructionsMax = 5'000'000;  // a run that takes more hangs

[[noreturn]] void run_traced(const std::function<bool()>& run) {
  if (ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) != 0) _exit(kNotTraced);
  raise(SIGSTOP);
  _exit(run() ? 1 : 0);
}

bool wait_for(pid_t child, int& status) { return waitpid(child, &status, 0) == child; }

}  // namespace

std::optional<CountedRun> count_instructions(const std::function<bool()>& run) {
  const pid_t child = fork();
  if (child < 0) return std::nullopt;
  if (child == 0) run_traced(run);
  CountedRun counted;
  int status = 0;
  while (wait_for(child, status) && WIFSTOPPED(status)) {
    if (counted.instructions < kInstructionsMax &&
        ptrace(PTRACE_SINGLESTEP, child, nullptr, nullptr) == 0) {
      ++counted.instructions;
      continue;
    }
    kill(child, SIGKILL);
    wait_for(child, status);
    return std::nullopt;
  }
  if (!WIFEXITED(status) || WEXITSTATUS(status) == kNotTraced) return std::nullopt;
  counted.result = WEXITSTATUS(status) == 1;
  return counted;
}

}  // namespace plugin_test
