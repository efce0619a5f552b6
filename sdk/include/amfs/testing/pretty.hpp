// Values for people: indented JSON, and what differs between two of them.
#pragma once

#include <algorithm>
#include <cstddef>
#include <ostream>
#include <string>
#include <string_view>

#include "amfs/value.hpp"

namespace amfs {
inline namespace v1 {
namespace testing {
namespace internal {

inline constexpr std::size_t kDifferencesMax = 20;  // listed of one comparison

inline void indent_to(std::string& out, const Value& value, std::size_t depth) {
  const std::string margin(2 * depth + 2, ' ');
  const char* separator = "\n";
  const auto begin_child = [&] {
    out += separator;
    out += margin;
    separator = ",\n";
  };
  if (value.is_object()) {
    out += '{';
    for (const Value::Member& member : value.members()) {
      if (!member.value.exists()) continue;
      begin_child();
      amfs::detail::append_json_string(out, member.name);
      out += ": ";
      indent_to(out, member.value, depth + 1);
    }
  } else if (value.is_array()) {
    out += '[';
    for (const Value& item : value.items()) {
      begin_child();
      indent_to(out, item, depth + 1);
    }
  } else {
    return value.dump_to(out);
  }
  if (*separator == ',') out += '\n' + std::string(2 * depth, ' ');
  out += value.is_object() ? '}' : ']';
}

class Differences {
 public:
  void compare(const std::string& where, const Value& expected, const Value& actual) {
    if (expected == actual) return;
    if (expected.is_object() && actual.is_object()) {
      for (const auto& [name, value] : expected.members()) {
        compare(where + '/' + name, value, actual.get(name));
      }
      for (const auto& [name, value] : actual.members()) {
        if (expected.find(name) == nullptr) compare(where + '/' + name, Value::missing(), value);
      }
    } else if (expected.is_array() && actual.is_array()) {
      const std::size_t size = std::max(expected.size(), actual.size());
      for (std::size_t i = 0; i < size; ++i) {
        compare(where + '/' + std::to_string(i), expected.get(i), actual.get(i));
      }
    } else {
      add(where, expected, actual);
    }
  }
  std::string text() const {
    if (count_ <= kDifferencesMax) return text_;
    return text_ + "  and " + std::to_string(count_ - kDifferencesMax) + " more\n";
  }

 private:
  static std::string shown(const Value& value) { return value.exists() ? value.dump() : "nothing"; }
  void add(const std::string& where, const Value& expected, const Value& actual) {
    if (++count_ > kDifferencesMax) return;
    text_ += "  " + (where.empty() ? "the whole" : where) + ": expected " + shown(expected) +
             ", got " + shown(actual) + '\n';
  }

  std::string text_;
  std::size_t count_ = 0;
};

}  // namespace internal

// Indented by two spaces, without a line end after it.
inline std::string pretty(const Value& value) {
  std::string out;
  internal::indent_to(out, value, 0);
  return out;
}

// One line for each place where they differ; empty when they are equal.
inline std::string differences(const Value& expected, const Value& actual) {
  internal::Differences out;
  out.compare("", expected, actual);
  return out.text();
}

}  // namespace testing

// Test frameworks show values with it.
inline std::ostream& operator<<(std::ostream& out, const Value& value) {
  return out << testing::pretty(value);
}

}  // namespace v1
}  // namespace amfs
