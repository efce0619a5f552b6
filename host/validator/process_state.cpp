#include "host/validator/process_state.hpp"

#include <dirent.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>

namespace host::validator {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> open_files() {
  std::vector<std::string> out;
  DIR* folder = opendir("/proc/self/fd");
  if (folder == nullptr) return out;
  const std::string own = std::to_string(dirfd(folder));
  while (const dirent* item = readdir(folder)) {
    const std::string number = item->d_name;
    if (number == own || number[0] == '.') continue;
    std::error_code ignored;
    out.push_back(number + " -> " +
                  fs::read_symlink(fs::path("/proc/self/fd") / number, ignored).string());
  }
  closedir(folder);
  std::sort(out.begin(), out.end());
  return out;
}

std::size_t count_words(const std::string& file) {
  std::ifstream in(file);
  std::size_t count = 0;
  for (std::string word; in >> word;) ++count;
  return count;
}

}  // namespace

ProcessState ProcessState::now() {
  ProcessState state;
  state.open_files = validator::open_files();
  std::error_code ignored;
  for (fs::directory_iterator task("/proc/self/task", ignored), end; task != end;
       task.increment(ignored)) {
    ++state.threads;
    state.children += count_words((task->path() / "children").string());
  }
  for (int number = 1; number < NSIG; ++number) {
    struct sigaction action {};
    if (sigaction(number, nullptr, &action) == 0)
      state.handlers[static_cast<std::size_t>(number)] = action.sa_handler;
  }
  return state;
}

std::optional<std::string> file_growth(const ProcessState& before, const ProcessState& after) {
  std::vector<std::string> fresh;
  std::set_difference(after.open_files.begin(), after.open_files.end(), before.open_files.begin(),
                      before.open_files.end(), std::back_inserter(fresh));
  if (fresh.empty()) return std::nullopt;
  return fmt::format("{} more open files, the first is {}", fresh.size(), fresh.front());
}

std::optional<std::string> thread_growth(const ProcessState& before, const ProcessState& after) {
  if (after.threads > before.threads)
    return fmt::format("{} more threads", after.threads - before.threads);
  if (after.children > before.children)
    return fmt::format("{} more processes", after.children - before.children);
  return std::nullopt;
}

std::optional<std::string> handler_change(const ProcessState& before, const ProcessState& after) {
  for (std::size_t number = 1; number < NSIG; ++number) {
    if (before.handlers[number] == after.handlers[number]) continue;
    const char* name = sigabbrev_np(static_cast<int>(number));
    return fmt::format("the handler of signal {} was changed", name == nullptr ? "?" : name);
  }
  return std::nullopt;
}

std::size_t resident_bytes() {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  return 0;  // a sanitizer keeps what is freed for a while: growth would mean nothing
#endif
  std::ifstream in("/proc/self/statm");
  std::size_t total = 0;
  std::size_t resident = 0;
  in >> total >> resident;
  return resident * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

}  // namespace host::validator
