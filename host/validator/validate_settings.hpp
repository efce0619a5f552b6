// validate.yaml beside connector.yaml: checks that a project switches off, each with its reason.
//
//   skip:
//     build-id: our linker cannot make one
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "host/base/error.hpp"

namespace host::validator {

inline constexpr char kSettingsFile[] = "validate.yaml";

struct ValidateSettings {
  std::map<std::string, std::string> skip;  // check id → reason
};

// A missing file is no settings. Errors: "file:line:column: message" with the nearest check.
Result<ValidateSettings> load_settings(const std::filesystem::path& folder);

}  // namespace host::validator
