// libstepped_clock.so, to be preloaded: wall time as a test sets it (stepped_clock.hpp). Without a
// readable file of the test the process ends at once: a test must not pass on the true clock.
#include "tests/support/stepped_clock.hpp"

#include <sys/syscall.h>
#include <sys/time.h>

#include <cstdio>
#include <cstdlib>
#include <ctime>

namespace {

constexpr std::int64_t kNsPerSecond = 1'000'000'000;

const test::ClockOffset* mapped_offset() {
  const char* file = std::getenv(test::kClockFileVariable);
  const test::UniqueFd fd(file == nullptr ? -1 : open(file, O_RDONLY | O_CLOEXEC));
  void* mapped = fd.get() < 0
                     ? MAP_FAILED
                     : mmap(nullptr, sizeof(test::ClockOffset), PROT_READ, MAP_SHARED, fd.get(), 0);
  if (mapped == MAP_FAILED) {
    std::fprintf(stderr, "stepped_clock: %s does not name a readable file\n",
                 test::kClockFileVariable);
    std::abort();
  }
  return static_cast<const test::ClockOffset*>(mapped);
}

std::int64_t offset_ns() {
  static const test::ClockOffset* const offset = mapped_offset();
  return offset->load(std::memory_order_relaxed);
}

int stepped_time(clockid_t id, timespec* out) {
  // Not through the C library: this is its function.
  const long code = syscall(SYS_clock_gettime, id, out);
  if (code != 0 || (id != CLOCK_REALTIME && id != CLOCK_REALTIME_COARSE)) {
    return static_cast<int>(code);
  }
  const std::int64_t now = std::int64_t{out->tv_sec} * kNsPerSecond + out->tv_nsec + offset_ns();
  out->tv_sec = now / kNsPerSecond;
  out->tv_nsec = now % kNsPerSecond;
  return 0;
}

}  // namespace

// The C library's own names and types.
extern "C" {

__attribute__((visibility("default"))) int clock_gettime(clockid_t id, timespec* out) noexcept {
  return stepped_time(id, out);
}

__attribute__((visibility("default"))) int gettimeofday(timeval* out, void* /*zone*/) noexcept {
  timespec now{};
  const int code = stepped_time(CLOCK_REALTIME, &now);
  *out = {now.tv_sec, now.tv_nsec / 1000};
  return code;
}

__attribute__((visibility("default"))) time_t time(time_t* out) noexcept {
  timespec now{};
  stepped_time(CLOCK_REALTIME, &now);
  if (out != nullptr) *out = now.tv_sec;
  return now.tv_sec;
}
}
