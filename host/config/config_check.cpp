#include "host/config/config_check.hpp"

#include <fmt/format.h>
#include <rapidjson/document.h>
#include <rapidjson/schema.h>
#include <rapidjson/stringbuffer.h>

namespace host::config {
namespace {

using Validator = rapidjson::SchemaValidator;

std::string pointer_text(const rapidjson::Pointer& pointer) {
  rapidjson::StringBuffer buffer;
  pointer.Stringify(buffer);
  const std::string text(buffer.GetString(), buffer.GetSize());
  return text.empty() ? "the top level" : text;
}

bool parse(const std::string& json, rapidjson::Document& out) {
  return !out.Parse<rapidjson::kParseIterativeFlag>(json.c_str(), json.size()).HasParseError();
}

// The schema checker recurses for every "$ref"; only references inside the schema are followed by
// RapidJSON, and one that leads nowhere would silently allow everything, so all are refused.
bool has_reference(const rapidjson::Value& node) {
  if (node.IsArray()) {
    for (const auto& item : node.GetArray()) {
      if (has_reference(item)) return true;
    }
  }
  if (!node.IsObject()) return false;
  for (const auto& member : node.GetObject()) {
    if (member.name == "$ref" || has_reference(member.value)) return true;
  }
  return false;
}

}  // namespace

Result<void> check_config(const std::string& config_json, const std::string& schema_json) {
  rapidjson::Document schema_document;
  if (!parse(schema_json, schema_document) || !schema_document.IsObject()) {
    return Error{"config_schema_invalid",
                 "config_schema is not a JSON object; write a JSON Schema"};
  }
  if (has_reference(schema_document)) {
    return Error{"config_schema_invalid", "config_schema holds \"$ref\"; write the schema out"};
  }
  rapidjson::Document config;
  if (!parse(config_json, config))
    return Error{"config_invalid", "config is not JSON; fix its syntax"};
  const rapidjson::SchemaDocument schema(schema_document);
  Validator validator(schema);
  if (config.Accept(validator)) return {};
  return Error{
      "config_invalid",
      fmt::format("config at {} breaks the rule \"{}\" of config_schema at {}; correct it in the "
                  "manifest's config or under connectors.<name>.config",
                  pointer_text(validator.GetInvalidDocumentPointer()),
                  validator.GetInvalidSchemaKeyword() ? validator.GetInvalidSchemaKeyword() : "?",
                  pointer_text(validator.GetInvalidSchemaPointer()))};
}

}  // namespace host::config
