#include "host/store/sqlite/file/disk_reserve.hpp"

#include <sys/statvfs.h>

#include "host/base/clock.hpp"

namespace host::store::sqlite {

bool DiskReserve::breached() {
  const std::int64_t now = monotonic_ns();
  if (now < next_look_mono_ns_) return breached_;
  next_look_mono_ns_ = now + 100 * kNsPerMs;
  struct statvfs facts {};
  // A file system that gives no answer is no reason to refuse: a write will tell.
  const bool answered = statvfs(directory_.c_str(), &facts) == 0;
  const std::int64_t free =
      static_cast<std::int64_t>(facts.f_bavail) * static_cast<std::int64_t>(facts.f_frsize);
  free_bytes_.store(answered ? free : -1, std::memory_order_relaxed);
  breached_ = answered && free < reserve_bytes_;
  return breached_;
}

}  // namespace host::store::sqlite
