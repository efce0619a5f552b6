// Value: readers and comparison. Included by value.hpp.
#pragma once

#include <algorithm>

#include "amfs/value.hpp"

namespace amfs {
inline namespace v0_9 {

inline std::string Value::str(std::string_view otherwise) const {
  const std::string* text = std::get_if<std::string>(&data_);
  return text != nullptr ? *text : std::string(otherwise);
}

inline std::string Value::text(std::string_view otherwise) const {
  const Number* number = std::get_if<Number>(&data_);
  return number != nullptr ? number->text : str(otherwise);
}

inline std::int64_t Value::i64(std::int64_t otherwise) const {
  const Number* number = std::get_if<Number>(&data_);
  return number != nullptr ? detail::parse_integer<std::int64_t>(number->text).value_or(otherwise)
                           : otherwise;
}

inline double Value::f64(double otherwise) const {
  const Number* number = std::get_if<Number>(&data_);
  return number != nullptr ? detail::parse_double(number->text).value_or(otherwise) : otherwise;
}

inline bool Value::boolean(bool otherwise) const {
  const bool* value = std::get_if<bool>(&data_);
  return value != nullptr ? *value : otherwise;
}

inline std::size_t Value::size() const { return is_array() ? items().size() : members().size(); }

inline const Value* Value::find(std::string_view name) const {
  for (const Member& member : members()) {
    if (member.name == name) return &member.value;
  }
  return nullptr;
}

// Never freed: a static with a destructor would keep the library from being unloaded.
inline const Value& Value::none() {
  static const Value* const value = new Value(Data(Missing()));
  return *value;
}

inline const Value& Value::get(std::string_view name) const {
  const Value* found = find(name);
  return found != nullptr ? *found : none();
}

inline const Value& Value::item(std::size_t index) const {
  return index < items().size() ? items()[index] : none();
}

inline const Value::Array& Value::items() const {
  static const Array* const empty = new Array();
  const Array* items = std::get_if<Array>(&data_);
  return items != nullptr ? *items : *empty;
}

inline const Value::Object& Value::members() const {
  static const Object* const empty = new Object();
  const Object* members = std::get_if<Object>(&data_);
  return members != nullptr ? *members : *empty;
}

inline bool Value::equal(const Value& a, const Value& b) {
  if (a.kind() != b.kind()) return false;
  switch (a.kind()) {
    case JsonKind::missing:
    case JsonKind::null:
      return true;
    case JsonKind::boolean:
      return a.boolean() == b.boolean();
    case JsonKind::number:
    case JsonKind::string:
      return a.text() == b.text();
    case JsonKind::array:
      return a.items() == b.items();
    case JsonKind::object:
      break;
  }
  const auto present = [](const Member& member) { return member.value.exists(); };
  const Object& left = a.members();
  const Object& right = b.members();
  return std::count_if(left.begin(), left.end(), present) ==
             std::count_if(right.begin(), right.end(), present) &&
         std::all_of(left.begin(), left.end(), [&](const Member& member) {
           return !member.value.exists() || member.value == b.get(member.name);
         });
}

}  // namespace v0_9
}  // namespace amfs
