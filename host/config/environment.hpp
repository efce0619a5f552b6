// The process environment as a value, so that tests never touch the real one.
#pragma once

#include <cstdlib>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace host::config {

using Environment = std::function<std::optional<std::string>(std::string_view name)>;

// Reads the real environment. Not safe against a concurrent setenv; nothing in the host calls that.
inline Environment process_environment() {
  return [](std::string_view name) -> std::optional<std::string> {
    const char* value = std::getenv(std::string(name).c_str());
    if (value == nullptr) return std::nullopt;
    return value;
  };
}

}  // namespace host::config
