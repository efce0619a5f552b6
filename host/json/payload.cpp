#include "host/json/payload.hpp"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "host/base/text.hpp"

namespace host::json {
namespace {

std::string media_type(std::string_view content_type) {
  std::string type(content_type.substr(0, content_type.find(';')));
  type.erase(0, std::min(type.find_first_not_of(" \t"), type.size()));
  type.erase(type.find_last_not_of(" \t") + 1);
  std::transform(type.begin(), type.end(), type.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return type;
}

bool is_json(const std::string& type) {
  constexpr std::string_view kSuffix = "+json";
  return type.empty() || type == "application/json" || type == "text/json" ||
         (type.size() > kSuffix.size() &&
          std::string_view(type).substr(type.size() - kSuffix.size()) == kSuffix);
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// application/x-www-form-urlencoded text (WHATWG URL, 5.1): a stray % stays as it is.
std::string decode(std::string_view text) {
  std::string out;
  out.reserve(text.size());
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

using Fields = std::vector<std::pair<std::string, std::string>>;

// A repeated field keeps its first value. nullopt: too many fields or not UTF-8.
std::optional<Fields> parse_form(std::string_view body) {
  Fields fields;
  while (!body.empty()) {
    const std::size_t end = std::min(body.find('&'), body.size());
    const std::string_view pair = body.substr(0, end);
    body.remove_prefix(std::min(end + 1, body.size()));
    if (pair.empty()) continue;
    const std::size_t equals = std::min(pair.find('='), pair.size());
    std::string name = decode(pair.substr(0, equals));
    std::string value = decode(pair.substr(std::min(equals + 1, pair.size())));
    if (!is_utf8(name) || !is_utf8(value) || fields.size() == kFormFieldsMax) return std::nullopt;
    const bool known = std::any_of(fields.begin(), fields.end(),
                                   [&](const auto& field) { return field.first == name; });
    if (!known) fields.emplace_back(std::move(name), std::move(value));
  }
  return fields;
}

std::string object_of(const Fields& fields) {
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
  writer.StartObject();
  for (const auto& [name, value] : fields) {
    writer.Key(name.data(), static_cast<rapidjson::SizeType>(name.size()));
    writer.String(value.data(), static_cast<rapidjson::SizeType>(value.size()));
  }
  writer.EndObject();
  return {buffer.GetString(), buffer.GetSize()};
}

}  // namespace

Payload payload_of(std::string_view content_type, const std::string& body) {
  const std::string type = media_type(content_type);
  if (is_json(type)) return {PayloadKind::json, {}};
  if (type != "application/x-www-form-urlencoded") return {PayloadKind::unsupported, {}};
  auto fields = parse_form(body);
  if (!fields || fields->empty()) return {PayloadKind::unsupported, {}};
  for (auto& [name, value] : *fields) {
    if (name == "payload" && !value.empty()) return {PayloadKind::form, std::move(value)};
  }
  return {PayloadKind::form, object_of(*fields)};
}

}  // namespace host::json
