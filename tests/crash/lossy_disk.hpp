// LossyDisk: a disk of which the test decides what it had when the power went. As SQLite's default
// VFS it passes everything on to the real one and remembers, for the main file and the log, what
// the disk was told to keep (xSync) and what it only got: that part may have reached it or not,
// page by page, in any order.
//
// Thread rule: all of it from any thread. One per process, made before the first store is opened.
#pragma once

#include <string>

#include "tests/crash/chance.hpp"

namespace crash {

class LossyDisk {
 public:
  static LossyDisk& install();

  // Writes what the disk may have at this instant, for every file opened below `from`, to the
  // folder `to`.
  void lose_power(const std::string& from, const std::string& to, Chance& chance);

  // The files of a store that is closed.
  void forget(const std::string& folder);

  // From now on the main files' syncs fail, and what was not kept yet never will be.
  void break_main_files();
  void mend();

  // While stalled, the main files' syncs do not end.
  void stall_main_files(bool stalled);

  std::size_t main_syncs() const;
  std::size_t log_restarts() const;  // the log was written from its beginning

 private:
  LossyDisk() = default;
};

}  // namespace crash
