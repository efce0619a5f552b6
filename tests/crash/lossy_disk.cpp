#include "tests/crash/lossy_disk.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <condition_variable>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>
#include <stdexcept>
#include <vector>

namespace crash {
namespace {

constexpr std::size_t kSector = 512;  // what a disk writes whole

struct Change {
  bool is_truncation;
  std::size_t offset;  // or the new size
  std::string bytes;
};

void put(std::string& image, const Change& change) {
  if (change.is_truncation) {
    image.resize(change.offset);
    return;
  }
  if (image.size() < change.offset + change.bytes.size())
    image.resize(change.offset + change.bytes.size());
  image.replace(change.offset, change.bytes.size(), change.bytes);
}

struct Image {
  bool is_main = false;
  std::string kept;             // on the disk for sure
  std::vector<Change> pending;  // perhaps

  void keep() {
    for (const Change& change : pending) put(kept, change);
    pending.clear();
  }

  // Each sector that was written may be there or not.
  std::string after_power_loss(Chance& chance) const {
    std::string out = kept;
    const int luck = chance.between(0, 4);  // 0: nothing of it, 4: everything
    for (const Change& change : pending) {
      if (change.is_truncation) {
        if (chance.between(1, 4) <= luck) put(out, change);
        continue;
      }
      for (std::size_t at = 0; at < change.bytes.size(); at += kSector) {
        if (chance.between(1, 4) > luck) continue;
        put(out, {false, change.offset + at, change.bytes.substr(at, kSector)});
      }
    }
    return out;
  }
};

struct Disk {
  std::mutex mutex;
  std::map<std::string, Image> images;  // by path
  bool is_broken = false;
  bool is_stalled = false;
  std::condition_variable released;
  std::size_t main_syncs = 0;
  std::size_t log_restarts = 0;
};

Disk& disk() {
  static Disk& one = *new Disk;  // SQLite may use it until the process ends
  return one;
}

sqlite3_vfs* real_vfs = nullptr;

// SQLite's file object, with the real one behind it in the same memory.
struct LossyFile {
  sqlite3_file base;
  Image* image;  // null: of no interest
  sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};

LossyFile* lossy(sqlite3_file* file) { return reinterpret_cast<LossyFile*>(file); }

template <auto Method, class... Args>
int pass(sqlite3_file* file, Args... args) {
  sqlite3_file* const real = lossy(file)->real();
  return (real->pMethods->*Method)(real, args...);
}

int write_file(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 offset) {
  const std::lock_guard lock(disk().mutex);
  if (Image* const image = lossy(file)->image) {
    image->pending.push_back(
        {false, static_cast<std::size_t>(offset),
         std::string(static_cast<const char*>(bytes), static_cast<std::size_t>(size))});
    if (!image->is_main && offset == 0) ++disk().log_restarts;
  }
  return pass<&sqlite3_io_methods::xWrite>(file, bytes, size, offset);
}

int truncate_file(sqlite3_file* file, sqlite3_int64 size) {
  const std::lock_guard lock(disk().mutex);
  if (Image* const image = lossy(file)->image)
    image->pending.push_back({true, static_cast<std::size_t>(size), {}});
  return pass<&sqlite3_io_methods::xTruncate>(file, size);
}

// What is written while the disk works may or may not be kept: only what was there before is.
int sync_file(sqlite3_file* file, int flags) {
  std::size_t count = 0;
  Image* const image = lossy(file)->image;
  if (image != nullptr) {
    std::unique_lock lock(disk().mutex);
    if (image->is_main) ++disk().main_syncs;
    if (image->is_main) disk().released.wait(lock, [] { return !disk().is_stalled; });
    if (image->is_main && disk().is_broken) {
      image->pending.clear();
      return SQLITE_IOERR_FSYNC;
    }
    count = image->pending.size();
  }
  const int code = pass<&sqlite3_io_methods::xSync>(file, flags);
  if (image == nullptr || code != SQLITE_OK) return code;
  const std::lock_guard lock(disk().mutex);
  count = std::min(count, image->pending.size());
  for (std::size_t i = 0; i < count; ++i) put(image->kept, image->pending[i]);
  image->pending.erase(image->pending.begin(),
                       image->pending.begin() + static_cast<std::ptrdiff_t>(count));
  return code;
}

void unmap_shared(sqlite3_file* file) {
  sqlite3_file* const real = lossy(file)->real();
  real->pMethods->xShmBarrier(real);
}

constexpr sqlite3_io_methods kMethods = {
    2,  // without xFetch: no memory maps behind our back
    pass<&sqlite3_io_methods::xClose>,
    pass<&sqlite3_io_methods::xRead, void*, int, sqlite3_int64>,
    write_file,
    truncate_file,
    sync_file,
    pass<&sqlite3_io_methods::xFileSize, sqlite3_int64*>,
    pass<&sqlite3_io_methods::xLock, int>,
    pass<&sqlite3_io_methods::xUnlock, int>,
    pass<&sqlite3_io_methods::xCheckReservedLock, int*>,
    pass<&sqlite3_io_methods::xFileControl, int, void*>,
    pass<&sqlite3_io_methods::xSectorSize>,
    pass<&sqlite3_io_methods::xDeviceCharacteristics>,
    pass<&sqlite3_io_methods::xShmMap, int, int, int, void volatile**>,
    pass<&sqlite3_io_methods::xShmLock, int, int, int>,
    unmap_shared,
    pass<&sqlite3_io_methods::xShmUnmap, int>,
    nullptr,
    nullptr,
};

std::string content_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

int open_file(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* flags_out) {
  LossyFile* const opened = lossy(file);
  opened->base.pMethods = nullptr;
  opened->image = nullptr;
  const int code = real_vfs->xOpen(real_vfs, name, opened->real(), flags, flags_out);
  if (code != SQLITE_OK) return code;
  opened->base.pMethods = &kMethods;
  if ((flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL)) == 0) return code;
  const std::lock_guard lock(disk().mutex);
  const auto [at, is_new] = disk().images.try_emplace(name);
  opened->image = &at->second;
  if (is_new) {
    at->second.is_main = (flags & SQLITE_OPEN_MAIN_DB) != 0;
    at->second.kept = content_of(name);
  }
  return code;
}

int delete_file(sqlite3_vfs*, const char* name, int sync_directory) {
  const std::lock_guard lock(disk().mutex);
  if (const auto at = disk().images.find(name); at != disk().images.end()) {
    at->second.pending.clear();
    at->second.kept.clear();
  }
  return real_vfs->xDelete(real_vfs, name, sync_directory);
}

}  // namespace

LossyDisk& LossyDisk::install() {
  static LossyDisk one;
  static sqlite3_vfs vfs = [] {
    real_vfs = sqlite3_vfs_find(nullptr);
    sqlite3_vfs copy = *real_vfs;
    copy.szOsFile += static_cast<int>(sizeof(LossyFile));
    copy.zName = "lossy";
    copy.pNext = nullptr;
    copy.xOpen = open_file;
    copy.xDelete = delete_file;
    return copy;
  }();
  if (sqlite3_vfs_register(&vfs, 1) != SQLITE_OK) throw std::runtime_error("no lossy disk");
  return one;
}

void LossyDisk::lose_power(const std::string& from, const std::string& to, Chance& chance) {
  std::filesystem::create_directories(to);
  std::map<std::string, std::string> files;
  {
    const std::lock_guard lock(disk().mutex);
    for (const auto& [path, image] : disk().images) {
      if (path.starts_with(from + "/"))
        files[path.substr(from.size() + 1)] = image.after_power_loss(chance);
    }
  }
  for (const auto& [name, bytes] : files) {
    std::ofstream out(to + "/" + name, std::ios::binary);
    out << bytes;
    if (!out.flush()) throw std::runtime_error("cannot write " + to + "/" + name);
  }
}

void LossyDisk::break_main_files() {
  const std::lock_guard lock(disk().mutex);
  disk().is_broken = true;
}

void LossyDisk::mend() {
  const std::lock_guard lock(disk().mutex);
  disk().is_broken = false;
}

void LossyDisk::forget(const std::string& folder) {
  const std::lock_guard lock(disk().mutex);
  std::erase_if(disk().images,
                [&](const auto& image) { return image.first.starts_with(folder + "/"); });
}

void LossyDisk::stall_main_files(bool stalled) {
  const std::lock_guard lock(disk().mutex);
  disk().is_stalled = stalled;
  disk().released.notify_all();
}

std::size_t LossyDisk::main_syncs() const {
  const std::lock_guard lock(disk().mutex);
  return disk().main_syncs;
}

std::size_t LossyDisk::log_restarts() const {
  const std::lock_guard lock(disk().mutex);
  return disk().log_restarts;
}

}  // namespace crash
