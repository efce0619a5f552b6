// A .tar.zst from anybody: regular files in memory, or one reason why not. Nothing is written.
//
// Refused: names that leave their folder, absolute and hidden ones, everything that is no regular
// file (links, devices, folders, sparse files), doubles, and whatever is beyond the bounds of
// file_set.hpp or unpacks to more than kMaxRatio times its size (a bomb).
#pragma once

#include <string>
#include <string_view>

#include "host/base/error.hpp"
#include "host/bundle/file_set.hpp"

namespace host::bundle {

inline constexpr std::size_t kMaxArchiveBytes = std::size_t{64} << 20;
inline constexpr std::size_t kMaxRatio = 100;
inline constexpr std::size_t kRatioFreeBytes = std::size_t{4} << 20;  // below this no ratio counts

struct Archive {
  std::string first;  // path of the first entry
  FileSet files;
};

Result<Archive> read_archive(std::string_view bytes);

}  // namespace host::bundle
