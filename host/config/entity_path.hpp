// Entity paths by the rules of contract 2.3, for everything the host itself builds paths from:
// manifests, ENTITY_PREFIX, identity templates.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace host::config {

inline constexpr std::size_t kMaxPathBytes = 512;

// One segment: trimmed; `/`, `\` and control characters become `_`. May come out empty; "." and
// ".." come out empty too, so that they never occur in a path.
std::string clean_segment(std::string_view segment);

// All segments of a path cleaned, empty ones dropped. nullopt when nothing is left, the result is
// longer than kMaxPathBytes, or the text is not UTF-8.
std::optional<std::string> clean_path(std::string_view path);

// `path` is `root` or lies below it. Both must be clean.
bool is_within(std::string_view path, std::string_view root);

}  // namespace host::config
