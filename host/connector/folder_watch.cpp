#include "host/connector/folder_watch.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <stdexcept>

#include "host/config/mark_folders.hpp"

namespace host::connector {
namespace {

constexpr std::uint32_t kChanges = IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_MODIFY |
                                   IN_CLOSE_WRITE | IN_ATTRIB | IN_ONLYDIR;
constexpr std::size_t kEventBytes = 16 * 1024;

}  // namespace

FolderWatch::FolderWatch(std::filesystem::path root)
    : root_(std::move(root)),
      inotify_(inotify_init1(IN_NONBLOCK | IN_CLOEXEC)),
      wake_(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
  if (!wake_) throw std::runtime_error(fmt::format("eventfd: {}", std::strerror(errno)));
}

void FolderWatch::wait(std::chrono::milliseconds patience) {
  if (!inotify_) {
    pause(patience);
    return;
  }
  add_watches();
  std::array<pollfd, 2> both{{{wake_.get(), POLLIN, 0}, {inotify_.get(), POLLIN, 0}}};
  poll(both.data(), both.size(), static_cast<int>(patience.count()));
  if ((both[1].revents & POLLIN) == 0 || (both[0].revents & POLLIN) != 0) return;
  pause(kFlurry);
  drain();
}

void FolderWatch::wake() {
  const std::uint64_t one = 1;
  // Only a full counter can fail, and that is awake.
  [[maybe_unused]] const ssize_t wrote = write(wake_.get(), &one, sizeof one);
}

// Adding a watch again changes nothing, so folders that came since the last time are simply added.
void FolderWatch::add_watches() {
  add_watch(root_);
  add_watch(root_ / config::kRemovedMarks);
  add_watch(root_ / config::kDisabledMarks);
  std::size_t watches = 3;
  std::error_code failed;
  for (std::filesystem::directory_iterator it(root_, failed), end;
       !failed && it != end && watches < kWatchesMax; it.increment(failed), ++watches) {
    if (it->path().filename().native().front() != '.') add_watch(it->path());
  }
}

void FolderWatch::add_watch(const std::filesystem::path& folder) {
  inotify_add_watch(inotify_.get(), folder.c_str(), kChanges);  // else it is polled
}

// Until wake(), at most.
void FolderWatch::pause(std::chrono::milliseconds patience) const {
  pollfd entry{wake_.get(), POLLIN, 0};
  poll(&entry, 1, static_cast<int>(patience.count()));
}

void FolderWatch::drain() {
  alignas(inotify_event) std::array<char, kEventBytes> events{};
  while (read(inotify_.get(), events.data(), events.size()) > 0) continue;
}

}  // namespace host::connector
