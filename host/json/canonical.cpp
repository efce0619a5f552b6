#include "host/json/canonical.hpp"

#include <rapidjson/reader.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <utility>
#include <vector>

#include "host/base/text.hpp"
#include "host/json/pointer_scan.hpp"

namespace host::json {
namespace {

// Python's repr leaves positional notation at these decimal exponents.
constexpr int kSmallestPositional = -4;
constexpr int kLargestPositional = 16;

void append_escape(std::string& out, unsigned unit) {
  constexpr char kHex[] = "0123456789abcdef";
  out += "\\u";
  for (const unsigned shift : {12U, 8U, 4U, 0U}) out += kHex[unit >> shift & 0xFU];
}

// One code point of valid UTF-8; moves `at` behind it.
unsigned next_code_point(std::string_view text, std::size_t& at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned first = byte(at);
  const std::size_t more = first < 0x80 ? 0 : first < 0xE0 ? 1 : first < 0xF0 ? 2 : 3;
  unsigned point = more == 0 ? first : first & (0x3FU >> more);
  for (std::size_t i = 1; i <= more; ++i) point = point << 6U | (byte(at + i) & 0x3FU);
  at += more + 1;
  return point;
}

constexpr bool is_plain(char c) { return c >= 0x20 && c < 0x7F && c != '"' && c != '\\'; }

// What is not plain: an escape of its own, or \u of its UTF-16 units.
void append_special(std::string& out, unsigned point) {
  constexpr std::string_view kNamed = "\"\\\n\r\t\b\f";
  constexpr std::string_view kNames = "\"\\nrtbf";
  if (const auto at = kNamed.find(static_cast<char>(point));
      point < 0x80 && at != std::string_view::npos) {
    out += '\\';
    out += kNames[at];
  } else if (point < 0x10000) {
    append_escape(out, point);
  } else {
    append_escape(out, 0xD800 + ((point - 0x10000) >> 10U));
    append_escape(out, 0xDC00 + ((point - 0x10000) & 0x3FFU));
  }
}

void append_string(std::string& out, std::string_view text) {
  out += '"';
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t run = at;
    while (at < text.size() && is_plain(text[at])) ++at;
    out.append(text, run, at - run);
    if (at < text.size()) append_special(out, next_code_point(text, at));
  }
  out += '"';
}

// Texts are views into the parsed buffer.
struct Member;

struct Node {
  enum class Kind { literal, number, text, array, object };
  Kind kind = Kind::literal;
  std::string_view text;  // of literal, number, text
  std::vector<Member> members;
};

struct Member {
  std::string_view name;  // empty in arrays
  Node value;
};

class Builder : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, Builder> {
 public:
  explicit Builder(Node& root) { stack_.push_back(&root); }

  bool Null() { return put({Node::Kind::literal, "null", {}}); }
  bool Bool(bool flag) { return put({Node::Kind::literal, flag ? "true" : "false", {}}); }
  bool RawNumber(const char* text, rapidjson::SizeType size, bool) {
    return put({Node::Kind::number, {text, size}, {}});
  }
  bool String(const char* text, rapidjson::SizeType size, bool) {
    return put({Node::Kind::text, {text, size}, {}});
  }
  bool Key(const char* text, rapidjson::SizeType size, bool) {
    stack_.back()->members.push_back({{text, size}, {}});
    return true;
  }
  bool StartObject() { return open(Node::Kind::object); }
  bool EndObject(rapidjson::SizeType) {
    sort_members(*stack_.back());
    return stack_.pop_back(), true;
  }
  bool StartArray() { return open(Node::Kind::array); }
  bool EndArray(rapidjson::SizeType) { return stack_.pop_back(), true; }

 private:
  Node& slot() {
    Node& parent = *stack_.back();
    if (!started_) {
      started_ = true;
      return parent;
    }
    if (parent.kind == Node::Kind::array) parent.members.emplace_back();
    return parent.members.back().value;
  }
  bool put(Node node) { return slot() = std::move(node), true; }
  bool open(Node::Kind kind) {
    if (stack_.size() > static_cast<std::size_t>(kMaxDepth)) return false;
    Node& node = slot();
    node.kind = kind;
    stack_.push_back(&node);
    return true;
  }
  // By name; of a repeated name the last. UTF-8 sorts like its code points.
  static void sort_members(Node& object) {
    auto& members = object.members;
    std::stable_sort(members.begin(), members.end(),
                     [](const auto& a, const auto& b) { return a.name < b.name; });
    const auto same_name = [](const auto& a, const auto& b) { return a.name == b.name; };
    const auto kept = std::unique(members.rbegin(), members.rend(), same_name);
    members.erase(members.begin(), kept.base());
  }

  std::vector<Node*> stack_;  // stable: a node's members grow only while it is on top
  bool started_ = false;
};

void append(std::string& out, const Node& node);

void append_members(std::string& out, const Node& node, bool with_names) {
  bool first = true;
  for (const auto& [name, member] : node.members) {
    if (!std::exchange(first, false)) out += ',';
    if (with_names) {
      append_string(out, name);
      out += ':';
    }
    append(out, member);
  }
}

void append(std::string& out, const Node& node) {
  switch (node.kind) {
    case Node::Kind::literal:
      out += node.text;
      break;
    case Node::Kind::text:
      append_string(out, node.text);
      break;
    case Node::Kind::number: {
      const bool is_float = node.text.find_first_of(".eE") != std::string::npos;
      if (is_float) {
        out += python_float(node.text);
      } else {
        out += node.text == "-0" ? std::string_view("0") : node.text;
      }
      break;
    }
    case Node::Kind::array:
      out += '[';
      append_members(out, node, false);
      out += ']';
      break;
    case Node::Kind::object:
      out += '{';
      append_members(out, node, true);
      out += '}';
      break;
  }
}

// In place: strings are unescaped where they stand. `text` keeps its size and its terminating NUL.
template <unsigned ExtraFlags>
bool parse(std::string& text, Builder& builder) {
  constexpr unsigned kFlags = rapidjson::kParseInsituFlag | rapidjson::kParseNumbersAsStringsFlag |
                              rapidjson::kParseIterativeFlag | ExtraFlags;
  rapidjson::Reader reader;
  rapidjson::InsituStringStream stream(text.data());
  return !reader.Parse<kFlags>(stream, builder).IsError() && stream.Tell() == text.size();
}

}  // namespace

std::string python_float(std::string_view number) {
  const double value = std::strtod(std::string(number).c_str(), nullptr);
  if (std::isinf(value)) return value < 0 ? "-Infinity" : "Infinity";
  const std::string sign = std::signbit(value) ? "-" : "";
  if (value == 0) return sign + "0.0";
  // The shortest digits that read back to the same double: d.ddde±xx.
  char buffer[32];
  const auto end =
      std::to_chars(buffer, buffer + sizeof buffer, std::abs(value), std::chars_format::scientific);
  const std::string_view shortest(buffer, static_cast<std::size_t>(end.ptr - buffer));
  const std::size_t e = shortest.find('e');
  const std::size_t power_at = e + (shortest.at(e + 1) == '+' ? 2 : 1);  // from_chars knows no '+'
  int exponent = 0;
  std::from_chars(shortest.data() + power_at, end.ptr, exponent);
  std::string digits(1, shortest[0]);
  if (e > 2) digits += shortest.substr(2, e - 2);

  if (exponent < kSmallestPositional || exponent >= kLargestPositional) {
    std::string power = std::to_string(std::abs(exponent));
    if (power.size() < 2) power.insert(0, "0");
    const std::string fraction = digits.size() > 1 ? "." + digits.substr(1) : "";
    return sign + digits[0] + fraction + (exponent < 0 ? "e-" : "e+") + power;
  }
  if (exponent < 0) {
    return sign + "0." + std::string(static_cast<std::size_t>(-exponent - 1), '0') + digits;
  }
  const auto whole = static_cast<std::size_t>(exponent) + 1;
  if (digits.size() <= whole) return sign + digits + std::string(whole - digits.size(), '0') + ".0";
  return sign + digits.substr(0, whole) + "." + digits.substr(whole);
}

std::optional<std::string> canonical(std::string_view text) {
  std::string buffer(text);
  Node root;
  Builder builder(root);
  // Most texts are ASCII: then there is no UTF-8 to validate.
  const bool parsed = is_ascii(buffer)
                          ? parse<0>(buffer, builder)
                          : parse<rapidjson::kParseValidateEncodingFlag>(buffer, builder);
  if (!parsed) return std::nullopt;
  std::string out;
  out.reserve(text.size());
  append(out, root);
  return out;
}

}  // namespace host::json
