// Value: making and changing. Included by value.hpp.
#pragma once

#include <algorithm>

#include "amfs/value.hpp"

namespace amfs {
inline namespace v1 {
namespace detail {

// Digits with at most one dot inside, like 17 or 1700000000.000100.
inline bool is_plain_number(std::string_view text) {
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  if (text.empty() || !digit(text.front()) || !digit(text.back())) return false;
  return std::all_of(text.begin(), text.end(), [&](char c) { return digit(c) || c == '.'; }) &&
         std::count(text.begin(), text.end(), '.') <= 1;
}

// The order of ids in a list. Numbers before texts, so that a mixed list has one order too.
inline bool id_less(std::string_view a, std::string_view b) {
  const bool a_number = is_plain_number(a);
  const bool b_number = is_plain_number(b);
  if (a_number != b_number) return a_number;
  if (!a_number) return a < b;
  const std::size_t a_whole = std::min(a.find('.'), a.size());
  const std::size_t b_whole = std::min(b.find('.'), b.size());
  if (a_whole != b_whole) return a_whole < b_whole;
  return a < b;
}

}  // namespace detail

// Out of the class: a Value holds Members, which are complete only after it.
inline Value::Value() noexcept : data_(Null()) {}
inline Value::Value(std::nullptr_t) noexcept : data_(Null()) {}
inline Value::Value(std::string value) : data_(std::move(value)) {}
inline Value::Value(std::string_view value) : data_(std::string(value)) {}
inline Value::Value(const char* value) : data_(std::string(value)) {}
inline Value::Value(Data data) : data_(std::move(data)) {}
inline Value::Value(const Value& other) = default;
inline Value::Value(Value&& other) noexcept = default;
// Through a temporary: `other` may lie inside this value, as in v = v["child"].
inline Value& Value::operator=(const Value& other) { return *this = Value(other); }
inline Value& Value::operator=(Value&& other) noexcept {
  Data taken = std::move(other.data_);
  data_ = std::move(taken);
  return *this;
}
inline Value::~Value() = default;

inline Value Value::object() { return Value(Data(Object())); }
inline Value Value::array(std::initializer_list<Value> items) { return Value(Data(Array(items))); }
inline Value Value::missing() { return Value(Data(Missing())); }

template <class T>
Value::Data Value::from_scalar(T value) {
  if constexpr (std::is_same_v<T, bool>) {
    return value;
  } else if constexpr (std::is_floating_point_v<T>) {
    std::string text = detail::format_double(static_cast<double>(value));
    if (text == "null") return Null();
    return Number{std::move(text)};
  } else {
    return Number{std::to_string(value)};
  }
}

inline Value::Value(const Json& json) : data_(from_json(json)) {}

inline Value::Data Value::from_json(const Json& json) {
  switch (json.kind()) {
    case JsonKind::missing:
      return Missing();
    case JsonKind::null:
      return Null();
    case JsonKind::boolean:
      return json.boolean();
    case JsonKind::number:
      return Number{json.text()};
    case JsonKind::string:
      return json.str();
    case JsonKind::object:
      return members_of(json);
    case JsonKind::array:
      break;
  }
  Array items;
  items.reserve(json.size());
  for (const Json item : json) items.emplace_back(item);
  return items;
}

// Of members with one name only the last is kept. Found by sorting: a hostile payload may have
// hundreds of thousands of members.
inline Value::Object Value::members_of(const Json& object) {
  std::vector<std::pair<std::string_view, std::size_t>> order;
  order.reserve(object.size());
  for (const Json member : object) order.emplace_back(member.name(), order.size());
  std::sort(order.begin(), order.end());
  std::vector<bool> kept(order.size(), true);
  for (std::size_t i = 1; i < order.size(); ++i) {
    if (order[i - 1].first == order[i].first) kept[order[i - 1].second] = false;
  }
  Object members;
  members.reserve(order.size());
  std::size_t index = 0;
  for (const Json member : object) {
    if (kept[index++]) members.push_back({std::string(member.name()), Value(member)});
  }
  return members;
}

inline Value::Value(std::initializer_list<Member> members) : data_(Object()) {
  for (const Member& member : members) (*this)[member.name] = member.value;
}

inline std::optional<Value> Value::parse(std::string_view json_text) {
  detail::JsonTape tape;
  if (!tape.parse(json_text)) return std::nullopt;
  return Value(Json::root(tape));
}

inline Value::Array& Value::as_array() {
  if (!is_array()) data_ = Array();
  return *std::get_if<Array>(&data_);
}

inline Value::Object& Value::as_object() {
  if (!is_object()) data_ = Object();
  return *std::get_if<Object>(&data_);
}

inline Value& Value::operator[](std::string_view name) {
  Object& members = as_object();
  for (Member& member : members) {
    if (member.name == name) return member.value;
  }
  members.push_back({std::string(name), missing()});
  return members.back().value;
}

inline void Value::push_back(Value item) {
  Array& items = as_array();
  if (item.exists()) items.push_back(std::move(item));
}

inline Value& Value::upsert(std::string_view id_field, Value id) {
  Array& items = as_array();
  const std::string wanted = id.text();
  for (Value& item : items) {
    if (item.get(id_field).text() == wanted) return item;
  }
  const auto place = std::find_if(items.begin(), items.end(), [&](const Value& item) {
    return detail::id_less(wanted, item.get(id_field).text());
  });
  Value& item = *items.insert(place, object());
  item[id_field] = std::move(id);
  return item;
}

inline void Value::keep_last(std::size_t count) {
  Array* items = std::get_if<Array>(&data_);
  if (items == nullptr || items->size() <= count) return;
  items->erase(items->begin(), items->end() - static_cast<std::ptrdiff_t>(count));
}

inline bool Value::erase(std::string_view name) {
  Object* members = std::get_if<Object>(&data_);
  if (members == nullptr) return false;
  const auto gone = std::remove_if(members->begin(), members->end(),
                                   [&](const Member& member) { return member.name == name; });
  const bool found = gone != members->end();
  members->erase(gone, members->end());
  return found;
}

inline bool Value::erase(std::string_view id_field, std::string_view id) {
  Array* items = std::get_if<Array>(&data_);
  if (items == nullptr) return false;
  const auto gone = std::remove_if(items->begin(), items->end(), [&](const Value& item) {
    return item.get(id_field).text() == id;
  });
  const bool found = gone != items->end();
  items->erase(gone, items->end());
  return found;
}

}  // namespace v1
}  // namespace amfs
