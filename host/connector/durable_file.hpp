// A small file that is either the old one or the new one, whatever happens while it is written.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string_view>

#include "host/base/error.hpp"

namespace host::connector {

// Writes beside the file, syncs, renames over it and syncs the folder, which is made when it is
// missing. Error "file_write" names the file; what was there before is still there then.
Result<void> write_durably(const std::filesystem::path& file, std::string_view bytes, mode_t mode);

}  // namespace host::connector
