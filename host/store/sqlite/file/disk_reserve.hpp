// Keeps a reserve of free disk space: intake stops before the file system is full, so that events
// already accepted can still be settled (contract 2.1, `storage_full`).
#pragma once

#include <atomic>
#include <cstdint>
#include <string>

namespace host::store::sqlite {

class DiskReserve {
 public:
  // `free_bytes` outlives this; set to what the file system said last.
  DiskReserve(std::string directory, std::int64_t reserve_bytes,
              std::atomic<std::int64_t>& free_bytes)
      : directory_(std::move(directory)), reserve_bytes_(reserve_bytes), free_bytes_(free_bytes) {}

  // True while the free space is below the reserve. Asks the file system at most every 100 ms.
  bool breached();
  bool was_breached() const { return breached_.load(); }  // as last seen; any thread

 private:
  std::string directory_;
  std::int64_t reserve_bytes_;
  std::atomic<std::int64_t>& free_bytes_;
  std::int64_t next_look_mono_ns_ = 0;
  std::atomic<bool> breached_{false};
};

}  // namespace host::store::sqlite
