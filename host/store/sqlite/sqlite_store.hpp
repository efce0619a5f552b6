// SqliteStore: the Store over one SQLite file.
#pragma once

#include <memory>
#include <string>

#include "host/base/clock.hpp"
#include "host/store/sqlite/file/checkpoint_limits.hpp"
#include "host/store/store.hpp"

namespace host::store::sqlite {

inline constexpr std::int64_t kDiskReserveBytes = std::int64_t{256} << 20;  // contract 2.1

struct StoreOptions {
  std::string directory;  // made when missing; holds amfs.db and amfs.lock
  std::int64_t disk_reserve_bytes = kDiskReserveBytes;
  CheckpointLimits checkpoint;
};

// Errors say what to do: no right to write, another host on the same store, another program's file,
// a newer schema.
Result<std::unique_ptr<Store>> open_store(const StoreOptions& options, const Clock& clock);

}  // namespace host::store::sqlite
