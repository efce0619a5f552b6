// A file system of its own for one test, and how to fill it up.
#pragma once

#include <fcntl.h>
#include <sys/mount.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <stdexcept>
#include <string>

#include "tests/support/unique_fd.hpp"

namespace test {

class SmallDisk {
 public:
  // Creates `path`. Without the right to mount, why_not() says so.
  SmallDisk(std::string path, std::size_t bytes) : path_(std::move(path)) {
    std::filesystem::create_directory(path_);
    const std::string size = "size=" + std::to_string(bytes);
    if (mount("tmpfs", path_.c_str(), "tmpfs", 0, size.c_str()) != 0) why_ = std::strerror(errno);
  }
  ~SmallDisk() {
    if (is_mounted()) umount2(path_.c_str(), MNT_DETACH);
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

  bool is_mounted() const { return why_.empty(); }
  const std::string& why_not() const { return why_; }

  std::size_t free_bytes() const { return std::filesystem::space(path_).available; }

  void fill_to(std::size_t bytes_left) {
    const std::size_t free_now = free_bytes();
    if (free_now <= bytes_left) return;
    const test::UniqueFd file(open(ballast().c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600));
    if (!file || posix_fallocate(file.get(), 0, static_cast<off_t>(free_now - bytes_left)) != 0)
      throw std::runtime_error("cannot fill " + path_);
  }
  void free_up() { std::filesystem::remove(ballast()); }

 private:
  std::string ballast() const { return path_ + "/ballast"; }
  std::string path_;
  std::string why_;
};

}  // namespace test
