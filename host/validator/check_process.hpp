// CheckProcess: one check as a child process of its own, in its own process group, with an empty
// environment and an empty working directory. What the connector prints is kept (bounded); the
// group is killed at the deadline, and whatever is left of it when the check ends.
//
// One thread; the child dies with the thread that started it.
#pragma once

#include <poll.h>
#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "host/base/error.hpp"
#include "host/base/unique_fd.hpp"
#include "host/validator/check.hpp"
#include "host/validator/check_child.hpp"

namespace host::validator {

inline constexpr std::size_t kOutputMax = 16 * 1024;  // kept of what a check prints
inline constexpr std::size_t kAnswerMax = kDetailMax + 64;

class CheckProcess {
 public:
  using Time = std::chrono::steady_clock::time_point;

  // Throws std::system_error when the system has no process to give.
  CheckProcess(const Check& check, const CheckRequest& request,
               const std::filesystem::path& program, const std::filesystem::path& work_dir,
               std::chrono::milliseconds timeout);
  ~CheckProcess();
  CheckProcess(const CheckProcess&) = delete;
  CheckProcess& operator=(const CheckProcess&) = delete;

  const Check& check() const { return *check_; }
  Time deadline() const { return deadline_; }
  void add_to(std::vector<pollfd>& list) const;

  // Takes what there is to read; the result once the process is over. Kills it at its deadline.
  std::optional<CheckResult> poll_once();

 private:
  CheckResult result();
  void judge(int status, CheckResult& out) const;  // by the exit status and the answer
  void drain();
  void kill_group() const;

  const Check* check_;
  pid_t pid_ = -1;  // -1 after it was reaped
  UniqueFd pid_fd_, answer_fd_, output_fd_;
  std::string answer_, output_;
  Time started_, deadline_;
  bool timed_out_ = false;
};

}  // namespace host::validator
