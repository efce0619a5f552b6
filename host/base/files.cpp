#include "host/base/files.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "host/base/encoding.hpp"
#include "host/base/unique_fd.hpp"

namespace host {
namespace {

// Until it is full or at the end; the number of bytes, or -1.
ssize_t read_up_to(int fd, char* out, std::size_t size) {
  std::size_t got = 0;
  while (got < size) {
    const ssize_t count = ::read(fd, out + got, size - got);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return -1;
    if (count == 0) break;
    got += static_cast<std::size_t>(count);
  }
  return static_cast<ssize_t>(got);
}

bool write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t wrote = ::write(fd, bytes.data(), bytes.size());
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(wrote));
  }
  return true;
}

}  // namespace

Error file_error(std::string_view what, const std::filesystem::path& file, int reason) {
  return {"file_error", fmt::format("cannot {} {} ({}); check its rights and the free space", what,
                                    file.string(), std::generic_category().message(reason))};
}

Result<std::string> read_file(const std::filesystem::path& file, std::size_t max) {
  const UniqueFd fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!fd) return file_error("read", file, errno);
  struct stat info {};
  if (::fstat(fd.get(), &info) != 0) return file_error("read", file, errno);
  if (!S_ISREG(info.st_mode)) {
    return Error{"file_error", fmt::format("{} is no regular file; name a file", file.string())};
  }
  const auto size = static_cast<std::uint64_t>(info.st_size);
  if (size > max) {
    return Error{"file_too_large", fmt::format("{} is larger than {} KiB; is it the right file?",
                                               file.string(), max >> 10)};
  }
  std::string bytes(size, '\0');
  const ssize_t got = read_up_to(fd.get(), bytes.data(), bytes.size());
  if (got < 0) return file_error("read", file, errno);
  bytes.resize(static_cast<std::size_t>(got));
  return bytes;
}

Result<void> write_new_file(const std::filesystem::path& file, std::string_view bytes,
                            mode_t mode) {
  const UniqueFd fd(
      ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode));
  if (!fd) return file_error("write", file, errno);
  if (!write_all(fd.get(), bytes) || ::fsync(fd.get()) != 0) {
    const int reason = errno;
    ::unlink(file.c_str());
    return file_error("write", file, reason);
  }
  return {};
}

Result<void> replace_file(const std::filesystem::path& file, std::string_view bytes, mode_t mode) {
  if (auto made = make_folders(file.parent_path()); !made) return made;
  const auto fresh = file.parent_path() / (".new-" + to_hex(random_bytes(8)));
  if (auto written = write_new_file(fresh, bytes, mode); !written) return written;
  if (::rename(fresh.c_str(), file.c_str()) != 0) {
    const int reason = errno;
    ::unlink(fresh.c_str());
    return file_error("write", file, reason);
  }
  return sync_folder(file.parent_path());
}

Result<void> sync_folder(const std::filesystem::path& folder) {
  const UniqueFd fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd || ::fsync(fd.get()) != 0) return file_error("sync", folder, errno);
  return {};
}

Result<void> make_folders(const std::filesystem::path& folder) {
  std::error_code failed;
  std::filesystem::create_directories(folder, failed);
  if (failed) return file_error("make", folder, failed.value());
  return {};
}

}  // namespace host
