#include "host/connector/durable_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "host/base/encoding.hpp"

namespace host::connector {
namespace {

constexpr std::size_t kSuffixBytes = 8;

Error cannot(const std::filesystem::path& file, int error) {
  return {"file_write", fmt::format("cannot write {} ({}); check the data directory's rights and "
                                    "space",
                                    file.string(), std::strerror(error))};
}

bool write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t wrote = write(fd, bytes.data(), bytes.size());
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(wrote));
  }
  return true;
}

// 0, or what went wrong.
int write_new(const std::string& file, std::string_view bytes, mode_t mode) {
  const int fd = open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
  if (fd < 0) return errno;
  const int error = write_all(fd, bytes) && fsync(fd) == 0 ? 0 : errno;
  close(fd);
  return error;
}

// The name, too, must survive a power loss.
void sync_folder(const std::filesystem::path& folder) {
  const int fd = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return;
  fsync(fd);
  close(fd);
}

}  // namespace

Result<void> write_durably(const std::filesystem::path& file, std::string_view bytes, mode_t mode) {
  const auto folder = file.parent_path();
  std::error_code failed;
  std::filesystem::create_directories(folder, failed);
  if (failed) return cannot(folder, failed.value());
  const std::string fresh = (folder / (".new-" + to_hex(random_bytes(kSuffixBytes)))).string();
  int error = write_new(fresh, bytes, mode);
  if (error == 0 && rename(fresh.c_str(), file.c_str()) != 0) error = errno;
  if (error != 0) {
    unlink(fresh.c_str());
    return cannot(file, error);
  }
  sync_folder(folder);
  return {};
}

}  // namespace host::connector
