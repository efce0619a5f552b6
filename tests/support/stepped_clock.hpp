// SteppedClock: the wall clock of one host under test, set forward and back while the host runs.
// The host is started with libstepped_clock.so before its own libraries; the offset lies in a file
// that both map. Its monotonic clock stays as it is, as on a machine whose time is set.
//
// Thread rule: step_to() from one thread. Must outlive the host, and its file too.
#pragma once

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <new>
#include <stdexcept>
#include <string>

#include "tests/support/child_process.hpp"
#include "tests/support/unique_fd.hpp"

namespace test {

inline constexpr char kClockFileVariable[] = "AMFS_TEST_CLOCK_FILE";

using ClockOffset = std::atomic<std::int64_t>;  // nanoseconds added to the true time
static_assert(ClockOffset::is_always_lock_free);

class SteppedClock {
 public:
  // Creates `file`, the offset being zero.
  explicit SteppedClock(std::string file) : file_(std::move(file)) {
    const UniqueFd fd(open(file_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    if (fd.get() < 0 || ftruncate(fd.get(), sizeof(ClockOffset)) != 0) {
      throw std::runtime_error("cannot create " + file_);
    }
    void* mapped =
        mmap(nullptr, sizeof(ClockOffset), PROT_READ | PROT_WRITE, MAP_SHARED, fd.get(), 0);
    if (mapped == MAP_FAILED) throw std::runtime_error("cannot map " + file_);
    offset_ = new (mapped) ClockOffset(0);
  }
  ~SteppedClock() { munmap(offset_, sizeof(ClockOffset)); }
  SteppedClock(const SteppedClock&) = delete;
  SteppedClock& operator=(const SteppedClock&) = delete;

  // For a host that is to follow this clock; `library`: libstepped_clock.so.
  void add_to(Environment& environment, const std::string& library) const {
    environment["LD_PRELOAD"] = library;
    environment[kClockFileVariable] = file_;
  }

  void step_to(std::chrono::nanoseconds offset) { offset_->store(offset.count()); }

  // As the host has it.
  std::chrono::system_clock::time_point now() const {
    return std::chrono::system_clock::now() + std::chrono::nanoseconds(offset_->load());
  }

 private:
  const std::string file_;
  ClockOffset* offset_ = nullptr;
};

}  // namespace test
