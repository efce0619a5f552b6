// Reading answers: a parsed document, missing-safe access to its members, and JSON for people.
#pragma once

#include <rapidjson/document.h>

#include <initializer_list>
#include <optional>
#include <string>

namespace host::cli {

// nullopt unless `text` is JSON within the host's own nesting limit.
std::optional<rapidjson::Document> parse_json(const std::string& text);

// The member at the end of the path of names, or nullptr.
const rapidjson::Value* member(const rapidjson::Value& value,
                               std::initializer_list<const char*> path);

// A member as text: a string as it is, other values as compact JSON, missing and null as "".
std::string text_at(const rapidjson::Value& value, std::initializer_list<const char*> path);

// The array's items; nothing when the member is missing or no array.
rapidjson::Value::ConstArray items_at(const rapidjson::Value& value,
                                      std::initializer_list<const char*> path);

// Indented, numbers as written; what cannot be read comes back as it is.
std::string pretty_json(const std::string& text);

}  // namespace host::cli
