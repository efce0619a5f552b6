#include "host/config/yaml_json.hpp"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>
#include <cstdint>

namespace host::config {
namespace {

using Writer = rapidjson::Writer<rapidjson::StringBuffer>;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::size_t skip_digits(std::string_view text, std::size_t at) {
  while (at < text.size() && is_digit(text[at])) ++at;
  return at;
}

// A YAML core integer or float in decimal: [-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?
bool is_decimal(std::string_view text) {
  std::size_t at = !text.empty() && (text[0] == '-' || text[0] == '+') ? 1 : 0;
  const std::size_t whole = at;
  at = skip_digits(text, at);
  std::size_t digits = at - whole;
  if (at < text.size() && text[at] == '.') {
    const std::size_t fraction = ++at;
    at = skip_digits(text, at);
    digits += at - fraction;
  }
  if (digits == 0) return false;
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    if (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
    const std::size_t exponent = at;
    at = skip_digits(text, at);
    if (at == exponent) return false;
  }
  return at == text.size();
}

// The same number in JSON's grammar: no "+", no leading zeros, digits on both sides of the point.
std::string json_decimal(std::string_view text) {
  std::string out;
  if (text[0] == '-') out += '-';
  if (text[0] == '-' || text[0] == '+') text.remove_prefix(1);
  std::size_t end = skip_digits(text, 0);
  std::size_t begin = 0;
  while (begin + 1 < end && text[begin] == '0') ++begin;
  out += end == 0 ? "0" : text.substr(begin, end - begin);
  if (end < text.size() && text[end] == '.') {
    const std::size_t stop = skip_digits(text, end + 1);
    if (stop > end + 1) out += text.substr(end, stop - end);
    end = stop;
  }
  return out += text.substr(end);
}

// 0x1F and 0o17 (YAML 1.2); false when it is neither or does not fit 64 bits.
bool read_radix(std::string_view text, std::uint64_t& value) {
  if (text.size() < 3 || text[0] != '0' || (text[1] != 'x' && text[1] != 'o')) return false;
  const unsigned base = text[1] == 'x' ? 16 : 8;
  value = 0;
  for (const char c : text.substr(2)) {
    unsigned digit = 16;
    if (is_digit(c)) digit = static_cast<unsigned>(c - '0');
    if (c >= 'a' && c <= 'f') digit = static_cast<unsigned>(c - 'a' + 10);
    if (c >= 'A' && c <= 'F') digit = static_cast<unsigned>(c - 'A' + 10);
    if (digit >= base || value > (UINT64_MAX - digit) / base) return false;
    value = value * base + digit;
  }
  return true;
}

bool is_non_finite(std::string_view text) {
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) text.remove_prefix(1);
  return text == ".inf" || text == ".Inf" || text == ".INF" || text == ".nan" || text == ".NaN" ||
         text == ".NAN";
}

void write_text(Writer& writer, const std::string& text) {
  writer.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
}

void write_plain(Writer& writer, const YamlNode& node) {
  const std::string& text = node.text;
  std::uint64_t integer = 0;
  if (text == "true" || text == "True" || text == "TRUE") {
    writer.Bool(true);
  } else if (text == "false" || text == "False" || text == "FALSE") {
    writer.Bool(false);
  } else if (is_decimal(text)) {
    const std::string number = json_decimal(text);
    writer.RawValue(number.data(), number.size(), rapidjson::kNumberType);
  } else if (read_radix(text, integer)) {
    writer.Uint64(integer);
  } else if (is_non_finite(text)) {
    fail_at(node, "JSON has no infinity or NaN; write a number or quote it");
  } else {
    write_text(writer, text);
  }
}

// Depth is bounded by kMaxYamlDepth.
void write_node(Writer& writer, const YamlNode& node) {
  switch (node.kind) {
    case YamlNode::Kind::null:
      writer.Null();
      return;
    case YamlNode::Kind::scalar:
      node.plain ? write_plain(writer, node) : write_text(writer, node.text);
      return;
    case YamlNode::Kind::sequence:
      writer.StartArray();
      for (const YamlNode& item : node.items) write_node(writer, item);
      writer.EndArray();
      return;
    case YamlNode::Kind::map:
      writer.StartObject();
      for (const YamlEntry& entry : node.entries) {
        writer.Key(entry.key.data(), static_cast<rapidjson::SizeType>(entry.key.size()));
        write_node(writer, entry.value);
      }
      writer.EndObject();
      return;
  }
}

}  // namespace

std::string to_json(const YamlNode& node) {
  rapidjson::StringBuffer buffer;
  Writer writer(buffer);
  write_node(writer, node);
  return {buffer.GetString(), buffer.GetSize()};
}

std::string to_json_object(const YamlNode& node, const char* what) {
  if (node.is_null()) return "{}";
  if (!node.is_map())
    fail_at(node, std::string(what) + " must be a mapping; write \"key: value\" lines");
  return to_json(node);
}

Result<std::string> yaml_text_to_json(std::string_view text) {
  try {
    return to_json(parse_yaml(text));
  } catch (const ConfigError& error) {
    return Error{"yaml_invalid", std::to_string(error.line) + ':' + std::to_string(error.column) +
                                     ": " + error.what()};
  }
}

}  // namespace host::config
