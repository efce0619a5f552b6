// Value: JSON text. Included by value.hpp.
#pragma once

#include "amfs/text.hpp"
#include "amfs/value.hpp"

namespace amfs {
inline namespace v1 {
namespace detail {

inline void append_escape(std::string& out, char c) {
  constexpr char kHex[] = "0123456789abcdef";
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      break;
  }
  out += "\\u00";
  out += kHex[(static_cast<unsigned char>(c) >> 4) & 0xF];
  out += kHex[static_cast<unsigned char>(c) & 0xF];
}

inline void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  std::size_t plain = 0;  // start of the run that is copied as it is
  std::size_t i = 0;
  while (i < text.size()) {
    const char c = text[i];
    const bool special = static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\';
    const std::size_t length = special ? 0 : utf8_length(text.substr(i));
    if (length > 0) {
      i += length;
      continue;
    }
    out.append(text, plain, i - plain);
    if (special) {
      append_escape(out, c);
    } else {
      out += "\xEF\xBF\xBD";
    }
    plain = ++i;
  }
  out.append(text, plain, i - plain);
  out += '"';
}

}  // namespace detail

inline std::string Value::dump() const {
  std::string out;
  dump_to(out);
  return out;
}

inline void Value::dump_to(std::string& out) const {
  auto separate = [&out, first = true]() mutable {
    if (!first) out += ',';
    first = false;
  };
  switch (kind()) {
    case JsonKind::missing:
    case JsonKind::null:
      out += "null";
      return;
    case JsonKind::boolean:
      out += boolean() ? "true" : "false";
      return;
    case JsonKind::number:
      out += std::get_if<Number>(&data_)->text;
      return;
    case JsonKind::string:
      detail::append_json_string(out, *std::get_if<std::string>(&data_));
      return;
    case JsonKind::array:
      out += '[';
      for (const Value& item : items()) {
        if (!item.exists()) continue;
        separate();
        item.dump_to(out);
      }
      out += ']';
      return;
    case JsonKind::object:
      out += '{';
      for (const Member& member : members()) {
        if (!member.value.exists()) continue;
        separate();
        detail::append_json_string(out, member.name);
        out += ':';
        member.value.dump_to(out);
      }
      out += '}';
      return;
  }
}

}  // namespace v1
}  // namespace amfs
