// StoreLock: one host per store. An flock on amfs.lock that the kernel drops with the process.
#pragma once

#include <string>

#include "host/base/error.hpp"

namespace host::store::sqlite {

class StoreLock {
 public:
  static Result<StoreLock> acquire(const std::string& directory);
  ~StoreLock();
  StoreLock(StoreLock&& other) noexcept;
  StoreLock& operator=(StoreLock&&) = delete;

 private:
  explicit StoreLock(int fd) : fd_(fd) {}
  int fd_;
};

}  // namespace host::store::sqlite
