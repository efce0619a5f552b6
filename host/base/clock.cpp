#include "host/base/clock.hpp"

#include <ctime>

namespace host {
namespace {
std::int64_t read_clock(clockid_t id) {
  timespec now{};
  clock_gettime(id, &now);
  return static_cast<std::int64_t>(now.tv_sec) * kNsPerSecond + now.tv_nsec;
}
}  // namespace

UnixNs SystemClock::now_ns() const {
  const UnixNs now = read_clock(CLOCK_REALTIME);
  return now - now % kNsPerUs;
}
std::int64_t monotonic_ns() { return read_clock(CLOCK_MONOTONIC); }

}  // namespace host
