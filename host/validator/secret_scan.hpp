// Finds what looks like a secret in a text that will be published.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace host::validator {

// Where and of which kind, never the secret itself: "line 12 holds what looks like a GitHub token".
std::optional<std::string> find_secret(std::string_view yaml);

}  // namespace host::validator
