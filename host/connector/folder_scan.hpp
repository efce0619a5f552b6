// What lies in a connectors directory: the folders with a connector.yaml, and the operator's marks
// `.removed/<name>` and `.disabled/<name>`. A name that begins with a dot is never a connector.
#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "host/base/error.hpp"

namespace host::connector {

inline constexpr std::size_t kFoldersMax = 1024;  // looked at below one directory
inline constexpr std::size_t kMarksMax = 4096;    // of one kind

struct FolderScan {
  std::vector<std::filesystem::path> folders;  // by name
  std::set<std::string, std::less<>> removed;
  std::set<std::string, std::less<>> disabled;
};

// A directory that does not exist is empty. An Error when it, or a mark, cannot be read: then
// nothing is known, and nothing may be concluded from what is not there.
Result<FolderScan> scan_folders(const std::filesystem::path& root);

}  // namespace host::connector
