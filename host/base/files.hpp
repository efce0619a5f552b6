// Reading bounded files and writing files that survive a power loss.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

#include "host/base/error.hpp"

namespace host {

// The whole of a regular file; larger than `max` bytes is refused. Never waits on a pipe.
Result<std::string> read_file(const std::filesystem::path& file, std::size_t max);

inline constexpr mode_t kPublicFile = 0644;
inline constexpr mode_t kPrivateFile = 0600;

// A file that must not be there yet, synced.
Result<void> write_new_file(const std::filesystem::path& file, std::string_view bytes,
                            mode_t mode = kPublicFile);

// Replaces or makes the file, and its folder, in one step (a synced neighbour is renamed over it):
// whatever happens meanwhile, it is the old one or the new one.
Result<void> replace_file(const std::filesystem::path& file, std::string_view bytes,
                          mode_t mode = kPublicFile);

// Makes names in the folder durable: what was created, renamed or removed there.
Result<void> sync_folder(const std::filesystem::path& folder);

// With all its parents; there already is fine.
Result<void> make_folders(const std::filesystem::path& folder);

// "cannot {what} {file} ({reason of errno}); check its rights and the free space"
Error file_error(std::string_view what, const std::filesystem::path& file, int reason);

}  // namespace host
