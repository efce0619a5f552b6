// PluginsFolder: the operator's plugins directory while one command changes it. A connector appears
// there whole, is replaced whole or disappears whole, whenever the power goes.
//
// Names that begin with a dot are ours (or markers) and never connectors:
//   .new-<name>   being written, or already replaced: removed by the next command
//   .old-<name>   put aside where the file system cannot swap two names: put back by the next
//                 command unless its successor is in place
//   .gone-<name>  being removed
//   .lock         held by the command that changes the directory
#pragma once

#include <filesystem>
#include <string>

#include "host/base/error.hpp"
#include "host/base/unique_fd.hpp"
#include "host/bundle/file_set.hpp"

namespace host::bundle {

class PluginsFolder {
 public:
  // Makes the directory when it is not there, waits for other commands, and completes or undoes
  // what a crashed one left.
  static Result<PluginsFolder> open(const std::filesystem::path& directory);

  // <directory>/<name> becomes exactly these files. Whatever had that name is removed; a symbolic
  // link itself, not what it points to.
  Result<void> place(const std::string& name, const FileSet& files);

  // Removes one entry of the directory.
  Result<void> remove(const std::string& entry);

  const std::filesystem::path& path() const { return directory_; }

 private:
  PluginsFolder(std::filesystem::path directory, UniqueFd lock)
      : directory_(std::move(directory)), lock_(std::move(lock)) {}
  Result<void> tidy_up();
  Result<void> put_in_place(const std::string& name);

  std::filesystem::path directory_;
  UniqueFd lock_;
};

}  // namespace host::bundle
