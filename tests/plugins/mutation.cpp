#include "tests/plugins/mutation.hpp"

#include <string>

namespace harness {
namespace {

using amfs::Value;
using Check = std::function<void(const Value& mutated)>;

constexpr std::size_t kHugeText = 300 * 1024;

Value with_member(const Value& object, const std::string& name, Value value) {
  Value copy = object;
  copy[name] = std::move(value);
  return copy;
}

Value with_item(const Value& array, std::size_t index, const Value& value) {
  Value copy = Value::array();
  for (std::size_t i = 0; i < array.size(); ++i) {
    copy.push_back(i == index ? value : array.items()[i]);
  }
  return copy;
}

// Links that no connector reads; real payloads have hundreds.
bool is_unread(const std::string& name) {
  constexpr std::string_view kSuffix = "_url";
  return name != "html_url" && name.size() > kSuffix.size() &&
         name.compare(name.size() - kSuffix.size(), kSuffix.size(), kSuffix) == 0;
}

void walk(const Value& value, std::size_t depth, const std::vector<Value>& with,
          const Check& check) {
  for (const Value& replacement : with) check(replacement);
  if (depth == 0) return;
  for (const Value::Member& member : value.members()) {
    if (is_unread(member.name)) continue;
    walk(member.value, depth - 1, with,
         [&](const Value& mutated) { check(with_member(value, member.name, mutated)); });
  }
  for (std::size_t i = 0; i < value.size() && value.is_array() && i < 2; ++i) {
    walk(value.items()[i], depth - 1, with,
         [&](const Value& mutated) { check(with_item(value, i, mutated)); });
  }
}

}  // namespace

const std::vector<Value>& wrong_values() {
  static const std::vector<Value> values = {Value::missing(),
                                            nullptr,
                                            "",
                                            "..",
                                            "a/../../b\\c\n",
                                            0,
                                            -1,
                                            1.5,
                                            true,
                                            Value::array(),
                                            Value::object(),
                                            Value::array({nullptr, 7, "x", Value::object()}),
                                            std::string("\xFF\xFE"),
                                            Value{{"x", nullptr}}};
  return values;
}

const std::vector<Value>& huge_values() {
  static const std::vector<Value> values = {std::string(kHugeText, 'h')};
  return values;
}

std::size_t mutate(const Value& value, std::size_t depth, const std::vector<Value>& with,
                   const Check& check) {
  std::size_t count = 0;
  walk(value, depth, with, [&](const Value& mutated) {
    ++count;
    check(mutated);
  });
  return count;
}

}  // namespace harness
