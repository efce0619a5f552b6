// YAML nodes as JSON text, for the free-form parts: config and config_schema.
//
// Plain scalars follow the YAML 1.2 core schema (null, true/false, integers, floats); numbers that
// are valid JSON stay exactly as written. Quoted scalars are always strings, map keys always text.
#pragma once

#include <string>
#include <string_view>

#include "host/base/error.hpp"
#include "host/config/yaml_reader.hpp"

namespace host::config {

// Throws ConfigError for what JSON cannot say (.inf, .nan).
std::string to_json(const YamlNode& node);

// As a map; null counts as {}.
std::string to_json_object(const YamlNode& node, const char* what);

// A whole YAML text; the Error says where it goes wrong.
Result<std::string> yaml_text_to_json(std::string_view text);

}  // namespace host::config
