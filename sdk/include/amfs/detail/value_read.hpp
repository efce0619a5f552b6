// Value: readers and comparison. Included by value.hpp.
#pragma once

#include <algorithm>
#include <new>

#include "amfs/value.hpp"

namespace amfs {
inline namespace v1 {
namespace detail {

// One T for as long as the library is loaded, never destroyed: a static with a destructor would
// keep the library from being unloaded. T must not own memory when it is made by `make`.
template <class T, class Make>
const T& immortal(Make make) {
  alignas(T) static unsigned char storage[sizeof(T)];
  static const T* const value = new (static_cast<void*>(storage)) T(make());
  return *value;
}

}  // namespace detail

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

inline std::uint64_t Value::u64(std::uint64_t otherwise) const {
  const Number* number = std::get_if<Number>(&data_);
  return number != nullptr ? detail::parse_integer<std::uint64_t>(number->text).value_or(otherwise)
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

inline const Value& Value::none() { return detail::immortal<Value>(missing); }

inline const Value& Value::get(std::string_view name) const {
  const Value* found = find(name);
  return found != nullptr ? *found : none();
}

inline const Value& Value::item(std::size_t index) const {
  return index < items().size() ? items()[index] : none();
}

inline const Value::Array& Value::items() const {
  const Array* items = std::get_if<Array>(&data_);
  return items != nullptr ? *items : detail::immortal<Array>([] { return Array(); });
}

inline const Value::Object& Value::members() const {
  const Object* members = std::get_if<Object>(&data_);
  return members != nullptr ? *members : detail::immortal<Object>([] { return Object(); });
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

}  // namespace v1
}  // namespace amfs
