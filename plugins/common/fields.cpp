#include "common/fields.hpp"

namespace common {

using amfs::Json;
using amfs::Value;

Value scalar(const Json& json, std::size_t max_characters) {
  if (json.is_string()) return amfs::clip(json.view(), max_characters);
  if (json.is_number() && json.text().size() > max_characters) return Value::missing();
  return json.is_number() || json.is_boolean() ? Value(json) : Value::missing();
}

Value names(const Json& list, std::string_view field) {
  if (!list.is_array()) return Value::missing();
  Value out = Value::array();
  for (const Json item : list) {
    if (out.size() == kMaxItems) break;
    out.push_back(scalar(item[field]));
  }
  return out;
}

Value excerpt(const Json& json, std::size_t max_characters) {
  if (max_characters == 0 || json.view().empty()) return Value::missing();
  return amfs::clip(json.view(), max_characters);
}

std::string headline(const Json& title, std::string_view otherwise) {
  return amfs::clip(title.view().empty() ? otherwise : title.view(), kMaxText);
}

std::optional<std::string> key_part(std::string_view text) {
  std::string part = amfs::clean_segment(text);
  if (part.empty() || part.size() > kMaxKeyPart) return std::nullopt;
  return part;
}

std::string key_part(const amfs::ConnectorEvent& event, std::string_view pointer) {
  auto part = key_part(event.need(pointer));
  if (!part) {
    throw amfs::Unmatched("the payload's " + std::string(pointer) + " cannot be part of a key");
  }
  return *std::move(part);
}

std::string bounded_ref(std::string_view ref) {
  if (ref.size() <= kMaxRefBytes) return std::string(ref);
  std::size_t size = kMaxRefBytes;
  while (size > 0 && (static_cast<unsigned char>(ref[size]) & 0xC0) == 0x80) --size;
  return std::string(ref.substr(0, size));
}

std::optional<amfs::Time> latest(std::optional<amfs::Time> a, std::optional<amfs::Time> b) {
  if (!a || (b && *b > *a)) return b;
  return a;
}

std::size_t setting(const Json& config, std::string_view name, std::size_t otherwise,
                    std::size_t maximum) {
  const Json given = config[name];
  if (!given.exists()) return otherwise;
  const std::int64_t wanted = given.i64(-1);
  if (wanted < 0 || static_cast<std::uint64_t>(wanted) > maximum) {
    throw amfs::ConfigError("config." + std::string(name) + " must be a whole number from 0 to " +
                            std::to_string(maximum));
  }
  return static_cast<std::size_t>(wanted);
}

}  // namespace common
