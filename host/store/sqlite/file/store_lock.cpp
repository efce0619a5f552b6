#include "host/store/sqlite/file/store_lock.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace host::store::sqlite {

Result<StoreLock> StoreLock::acquire(const std::string& directory) {
  const std::string file = directory + "/amfs.lock";
  const int fd = open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0) {
    return Error{
        "data_directory",
        fmt::format(
            "cannot write in {} ({}); make it writable or choose another with AMFS_DATA_DIR",
            directory, std::strerror(errno))};
  }
  if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
    close(fd);
    return Error{
        "store_in_use",
        fmt::format("another amfs uses {}; stop it or choose another AMFS_DATA_DIR", directory)};
  }
  return StoreLock(fd);
}

StoreLock::~StoreLock() {
  if (fd_ >= 0) close(fd_);
}

StoreLock::StoreLock(StoreLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

}  // namespace host::store::sqlite
