// From the bytes of a delivery to the JSON text a connector sees, as the host makes it: JSON as it
// is, a form with a field `payload` unwrapped, any other form as an object of strings.
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "amfs/text.hpp"
#include "amfs/value.hpp"

namespace amfs {
inline namespace v1 {
namespace testing {
namespace internal {

inline constexpr std::size_t kFormFieldsMax = 256;
inline constexpr std::size_t kJsonDepthMax = 128;

struct Payload {
  std::string json;
  bool is_form = false;
  std::string error;  // not empty: there is no payload, the event is a dead letter
};

inline std::string media_type(std::string_view content_type) {
  std::string type(content_type.substr(0, content_type.find(';')));
  type.erase(0, std::min(type.find_first_not_of(" \t"), type.size()));
  type.erase(type.find_last_not_of(" \t") + 1);
  std::transform(type.begin(), type.end(), type.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return type;
}

inline bool is_json_type(std::string_view type) {
  constexpr std::string_view kSuffix = "+json";
  return type.empty() || type == "application/json" || type == "text/json" ||
         (type.size() > kSuffix.size() && type.substr(type.size() - kSuffix.size()) == kSuffix);
}

inline int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// WHATWG URL, 5.1: a stray % stays as it is.
inline std::string form_decode(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape = text[i] == '%' && i + 2 < text.size() && hex_value(text[i + 1]) >= 0 &&
                        hex_value(text[i + 2]) >= 0;
    if (escape) {
      out += static_cast<char>(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2]));
      i += 2;
    } else {
      out += text[i] == '+' ? ' ' : text[i];
    }
  }
  return out;
}

inline bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = amfs::detail::utf8_length(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

// A repeated field keeps its first value. nullopt: too many fields, none, or not UTF-8.
inline std::optional<std::vector<std::pair<std::string, std::string>>> form_fields(
    std::string_view body) {
  std::vector<std::pair<std::string, std::string>> fields;
  while (!body.empty()) {
    const std::string_view pair = body.substr(0, body.find('&'));
    body.remove_prefix(std::min(pair.size() + 1, body.size()));
    if (pair.empty()) continue;
    const std::size_t equals = std::min(pair.find('='), pair.size());
    std::string name = form_decode(pair.substr(0, equals));
    std::string value = form_decode(pair.substr(std::min(equals + 1, pair.size())));
    if (!is_utf8(name) || !is_utf8(value) || fields.size() == kFormFieldsMax) return std::nullopt;
    const bool known = std::any_of(fields.begin(), fields.end(),
                                   [&](const auto& field) { return field.first == name; });
    if (!known) fields.emplace_back(std::move(name), std::move(value));
  }
  if (fields.empty()) return std::nullopt;
  return fields;
}

inline std::string form_json(const std::vector<std::pair<std::string, std::string>>& fields) {
  Value object = Value::object();
  for (const auto& [name, value] : fields) {
    if (name == "payload" && !value.empty()) return value;
    object[name] = value;
  }
  return object.dump();
}

// Why `text` is no payload; empty when it is one.
inline std::string json_fault(std::string_view text) {
  amfs::detail::JsonTape tape;
  return tape.parse(text, kJsonDepthMax) ? std::string() : tape.error();
}

inline Payload payload_of(std::string_view content_type, const std::string& body) {
  const std::string type = media_type(content_type);
  Payload out;
  if (is_json_type(type)) {
    out.json = body;
  } else {
    const auto fields =
        type == "application/x-www-form-urlencoded" ? form_fields(body) : std::nullopt;
    if (!fields) {
      out.error = "the content type is neither JSON nor a form";
      return out;
    }
    out.is_form = true;
    out.json = form_json(*fields);
  }
  out.error = json_fault(out.json);
  return out;
}

}  // namespace internal
}  // namespace testing
}  // namespace v1
}  // namespace amfs
