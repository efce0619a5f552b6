// JSON answers as RapidJSON documents.
#pragma once

#include <rapidjson/document.h>
#include <rapidjson/error/en.h>

#include <stdexcept>
#include <string>

namespace test {

// Throws std::runtime_error, with the text, when it is not JSON.
inline rapidjson::Document parse_json(const std::string& text) {
  rapidjson::Document document;
  document.Parse(text.data(), text.size());
  if (document.HasParseError()) {
    throw std::runtime_error(std::string("not JSON (") +
                             rapidjson::GetParseError_En(document.GetParseError()) + "): " + text);
  }
  return document;
}

// A text member of an object; empty when it is absent or something else.
inline std::string text_member(const rapidjson::Value& object, const char* name) {
  if (!object.IsObject()) return {};
  const auto member = object.FindMember(name);
  if (member == object.MemberEnd() || !member->value.IsString()) return {};
  return {member->value.GetString(), member->value.GetStringLength()};
}

}  // namespace test
