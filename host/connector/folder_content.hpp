// What a connector's folder holds, read once: what is checked, hashed and loaded are the same
// bytes, whatever happens to the files meanwhile.
#pragma once

#include <filesystem>
#include <string>

#include "host/base/error.hpp"
#include "host/config/manifest.hpp"

namespace host::connector {

inline constexpr std::size_t kStampedFilesMax = 256;  // files of a folder whose changes are noticed

struct FolderContent {
  std::filesystem::path folder;
  std::string yaml;
  Result<config::Manifest> manifest;
  Result<std::string> image;  // the library's bytes; an error too when the manifest is unreadable
  std::string digest;         // of all of it
};

FolderContent read_content(const std::filesystem::path& folder);

// Changes whenever connector.yaml or a library in the folder may have changed; cheap (stat only).
// Equal stamps of one folder say that reading it again is not needed.
std::string stamp_of(const std::filesystem::path& folder);

}  // namespace host::connector
