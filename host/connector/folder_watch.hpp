// FolderWatch: wakes up when something below the plugins directory may have changed. It says only
// that it is worth a look; what changed is found out by looking.
//
// inotify makes it quick. Where that does not work (network file systems, no watches left) the
// patience of wait() is the interval of polling, and nothing else is lost.
#pragma once

#include <chrono>
#include <filesystem>

#include "host/base/unique_fd.hpp"

namespace host::connector {

inline constexpr std::size_t kWatchesMax = 512;
// After a first sign of change: most of what belongs to it has happened by then.
inline constexpr std::chrono::milliseconds kFlurry{100};

class FolderWatch {
 public:
  explicit FolderWatch(std::filesystem::path root);
  FolderWatch(const FolderWatch&) = delete;
  FolderWatch& operator=(const FolderWatch&) = delete;

  // Returns after a change (and kFlurry), after `patience`, or after wake(). One thread.
  void wait(std::chrono::milliseconds patience);
  // Any thread; also a wait() that comes later returns at once.
  void wake();

 private:
  void add_watches();
  void add_watch(const std::filesystem::path& folder);
  void pause(std::chrono::milliseconds patience) const;
  void drain();

  const std::filesystem::path root_;
  const UniqueFd inotify_;  // none: polling only
  const UniqueFd wake_;
};

}  // namespace host::connector
