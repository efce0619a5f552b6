// connector.yaml → Manifest. The first mistake is reported as one line
// "file:line:column: message; fix", with code "manifest_invalid".
#pragma once

#include <filesystem>
#include <string_view>

#include "host/base/error.hpp"
#include "host/config/manifest.hpp"

namespace host::config {

inline constexpr char kManifestFile[] = "connector.yaml";

Result<Manifest> load_manifest(const std::filesystem::path& file);

// `shown_name` stands in front of error messages.
Result<Manifest> parse_manifest(std::string_view yaml, std::string_view shown_name);

}  // namespace host::config
