#include "host/validator/check_process.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/close_range.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <system_error>

#include "host/connector/abi_text.hpp"

namespace host::validator {
namespace {

constexpr int kExecFailed = 127;

[[noreturn]] void give_up(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

struct Pipe {
  UniqueFd read_end, write_end;
};

Pipe make_pipe() {
  std::array<int, 2> fds{};
  if (pipe2(fds.data(), O_CLOEXEC) != 0) give_up("cannot make a pipe");
  Pipe made{UniqueFd(fds[0]), UniqueFd(fds[1])};
  fcntl(fds[0], F_SETFL, O_NONBLOCK);
  return made;
}

// Nothing of the author's shell reaches the connector, but a sanitizer keeps its options. Its leak
// check would turn every exit into a failure; memory-flat looks for leaks.
std::vector<std::string> environment() {
  std::vector<std::string> out{"LANG=C.UTF-8", "LSAN_OPTIONS=detect_leaks=0"};
  for (const char* name : {"ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS"}) {
    if (const char* value = std::getenv(name)) out.push_back(fmt::format("{}={}", name, value));
  }
  return out;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> out;
  out.reserve(texts.size() + 1);
  for (std::string& text : texts) out.push_back(text.data());
  out.push_back(nullptr);
  return out;
}

struct Launch {
  const char* program;
  char* const* arguments;
  char* const* environment;
  const char* work_dir;
  int answer_fd, output_fd, input_fd;
  pid_t parent;
};

// After fork: only what may be called there, as the caller may have threads.
[[noreturn]] void become_check(const Launch& launch) {
  setpgid(0, 0);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != launch.parent) _exit(kExecFailed);  // it died before the line above
  std::signal(SIGPIPE, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  // All four are above kAnswerFd or become it; the answer's last, as it may be one of the targets.
  const int answer = fcntl(launch.answer_fd, F_DUPFD, kAnswerFd + 1);
  const int output = fcntl(launch.output_fd, F_DUPFD, kAnswerFd + 1);
  const int input = fcntl(launch.input_fd, F_DUPFD, kAnswerFd + 1);
  const bool placed = dup2(input, STDIN_FILENO) >= 0 && dup2(output, STDOUT_FILENO) >= 0 &&
                      dup2(output, STDERR_FILENO) >= 0 && dup2(answer, kAnswerFd) >= 0;
  if (!placed || chdir(launch.work_dir) != 0) _exit(kExecFailed);
  close_range(kAnswerFd + 1, ~0U, 0);
  execve(launch.program, launch.arguments, launch.environment);
  _exit(kExecFailed);
}

// Passes on what is there to read; closes `fd` at its end. Everything is read even when nobody
// keeps it: a connector that prints without end is not stopped by a full pipe.
template <class Take>
void read_available(UniqueFd& fd, Take&& take) {
  std::array<char, 4096> chunk;
  // Bounded: a child that prints faster than this reads must not keep the loop.
  for (int turns = 0; turns < 64 && fd.get() >= 0; ++turns) {
    const ssize_t got = read(fd.get(), chunk.data(), chunk.size());
    if (got == 0) fd = UniqueFd();
    if (got < 0 && errno == EAGAIN) return;
    if (got > 0) take(std::string_view(chunk.data(), static_cast<std::size_t>(got)));
  }
}

void append(std::string& text, std::string_view more, std::size_t size_max) {
  text += more.substr(0, size_max - text.size());
}

std::string describe_end(int status, bool answered) {
  const char* when = answered ? "after its last call (a destructor of the library?)" : "in a call";
  if (WIFSIGNALED(status)) {
    const char* name = sigabbrev_np(WTERMSIG(status));
    return fmt::format("the process died of SIG{} {}", name == nullptr ? "?" : name, when);
  }
  const int code = WEXITSTATUS(status);
  if (code == kExecFailed) return "the process could not be started, or misses a symbol";
  return fmt::format("the process ended with exit code {} {}", code, when);
}

// Fit for a terminal and for JSON, with its line ends.
std::string tidy_output(std::string_view output) {
  std::string out;
  while (!output.empty()) {
    const std::size_t end = std::min(output.find('\n'), output.size() - 1);
    std::string line(output.substr(0, end + 1));
    const bool whole = line.back() == '\n';
    if (whole) line.pop_back();
    out += connector::printable(line, kOutputMax) + (whole ? "\n" : "");
    output.remove_prefix(end + 1);
  }
  return out;
}

}  // namespace

CheckProcess::CheckProcess(const Check& check, const CheckRequest& request,
                           const std::filesystem::path& program,
                           const std::filesystem::path& work_dir, std::chrono::milliseconds timeout)
    : check_(&check), started_(std::chrono::steady_clock::now()), deadline_(started_ + timeout) {
  Pipe answer = make_pipe();
  Pipe output = make_pipe();
  UniqueFd input(open("/dev/null", O_RDONLY | O_CLOEXEC));
  std::vector<std::string> words{"amfs", "connector", kCheckCommand};
  for (std::string& word : to_arguments(request)) words.push_back(std::move(word));
  std::vector<std::string> variables = environment();
  const std::vector<char*> argument_list = pointers(words);
  const std::vector<char*> variable_list = pointers(variables);
  const Launch launch{
      program.c_str(),        argument_list.data(),   variable_list.data(), work_dir.c_str(),
      answer.write_end.get(), output.write_end.get(), input.get(),          getpid()};
  pid_ = fork();
  if (pid_ < 0) give_up("cannot start a process");
  if (pid_ == 0) become_check(launch);
  setpgid(pid_, pid_);  // in both, so that neither has to wait for the other
  pid_fd_ = UniqueFd(static_cast<int>(syscall(SYS_pidfd_open, pid_, 0)));
  answer_fd_ = std::move(answer.read_end);
  output_fd_ = std::move(output.read_end);
}

CheckProcess::~CheckProcess() {
  if (pid_ <= 0 || pid_fd_.get() < 0) return;
  kill_group();
  waitpid(pid_, nullptr, 0);
}

void CheckProcess::add_to(std::vector<pollfd>& list) const {
  for (const UniqueFd* fd : {&pid_fd_, &answer_fd_, &output_fd_}) {
    if (fd->get() >= 0) list.push_back({fd->get(), POLLIN, 0});
  }
}

void CheckProcess::kill_group() const { kill(-pid_, SIGKILL); }

void CheckProcess::drain() {
  read_available(answer_fd_, [&](std::string_view bytes) {
    const std::size_t last = bytes.rfind(kRecordSeparator);
    if (last != std::string_view::npos) {
      answer_.clear();
      bytes.remove_prefix(last + 1);
    }
    append(answer_, bytes, kAnswerMax);
  });
  read_available(output_fd_, [&](std::string_view bytes) { append(output_, bytes, kOutputMax); });
}

std::optional<CheckResult> CheckProcess::poll_once() {
  if (!timed_out_ && std::chrono::steady_clock::now() >= deadline_) {
    timed_out_ = true;
    kill_group();
  }
  drain();
  siginfo_t ended{};
  // Left unreaped: its id, and with it the group's, cannot be anybody else's yet.
  if (waitid(P_PID, static_cast<id_t>(pid_), &ended, WEXITED | WNOHANG | WNOWAIT) != 0 ||
      ended.si_pid == 0) {
    return std::nullopt;
  }
  kill_group();  // what the connector started and left behind
  return result();
}

CheckResult CheckProcess::result() {
  int status = 0;
  waitpid(pid_, &status, 0);
  pid_ = -1;
  drain();
  CheckResult out;
  out.id = check_->id;
  out.group = check_->group;
  out.sentence = check_->sentence;
  out.output = tidy_output(output_);
  out.elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::steady_clock::now() - started_);
  judge(status, out);
  if (is_bad(out.status) || out.status == Status::warning) out.advice = check_->advice;
  return out;
}

void CheckProcess::judge(int status, CheckResult& out) const {
  const std::size_t end = std::min(answer_.find('\n'), answer_.size());
  const std::string first = answer_.substr(0, end);
  const auto word = parse_status(first);
  if (timed_out_) {
    out.status = Status::timeout;
    out.detail = "the connector did not return in time and was killed";
  } else if (!word || !WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    out.status = Status::crashed;
    out.detail = describe_end(status, word.has_value());
  } else {
    out.status = *word;
    out.detail = answer_.substr(std::min(end + 1, answer_.size()));
    return;
  }
  if (first.starts_with(kStageWord)) out.detail += " (" + first.substr(kStageWord.size()) + ")";
}

}  // namespace host::validator
