// The text of one top-level member, exactly as written.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace host::json {

// `object` is valid JSON (scan() said so). The last member of that name; nullopt when there is
// none or the document is no object.
std::optional<std::string> member_text(const std::string& object, std::string_view name);

}  // namespace host::json
