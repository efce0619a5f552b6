// An environment made of a map.
#pragma once

#include <map>
#include <string>

#include "host/config/environment.hpp"

namespace test {

using Variables = std::map<std::string, std::string, std::less<>>;

inline host::config::Environment environment(Variables variables) {
  return [variables = std::move(variables)](std::string_view name) -> std::optional<std::string> {
    const auto found = variables.find(name);
    if (found == variables.end()) return std::nullopt;
    return found->second;
  };
}

}  // namespace test
