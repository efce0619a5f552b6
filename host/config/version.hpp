// Semantic versions (semver.org 2.0.0): reading and precedence.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace host::config {

struct Version {
  std::array<std::uint32_t, 3> numbers{};  // major, minor, patch
  std::vector<std::string> prerelease;     // dot-separated identifiers
  std::string text;                        // as written
};

// nullopt unless `text` is MAJOR.MINOR.PATCH[-prerelease][+build].
std::optional<Version> parse_version(std::string_view text);

// SemVer precedence; build metadata does not count.
bool is_older(const Version& left, const Version& right);

}  // namespace host::config
