// amfs.yaml → Settings. Internal to this folder.
#pragma once

#include <filesystem>

#include "host/base/error.hpp"
#include "host/config/settings.hpp"

namespace host::config {

// Lays the file's values over `settings`. Relative paths count from the file's folder.
Result<void> read_settings_file(const std::filesystem::path& file, Settings& settings);

}  // namespace host::config
