// Json: a read-only view of a parsed payload. Cheap to copy; valid until transform returns (the
// view of config() as long as the connector).
//
// Missing-safe: looking into something that is not there gives a missing Json, and every reader of
// a missing or differently typed one gives its default. So `payload["a"]["b"].str()` never fails.
// Reading a name looks at every member, an index at every element before it. Thread tag: [any].
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include "amfs/detail/json_tape.hpp"
#include "amfs/detail/number.hpp"
#include "amfs/time.hpp"

namespace amfs {
inline namespace v1 {

class Json {
 public:
  class Iterator;

  Json() = default;  // missing

  JsonKind kind() const { return tape_ == nullptr ? JsonKind::missing : node().kind; }
  bool exists() const { return tape_ != nullptr; }
  explicit operator bool() const { return exists(); }
  bool is_null() const { return kind() == JsonKind::null; }
  bool is_boolean() const { return kind() == JsonKind::boolean; }
  bool is_number() const { return kind() == JsonKind::number; }
  bool is_string() const { return kind() == JsonKind::string; }
  bool is_array() const { return kind() == JsonKind::array; }
  bool is_object() const { return kind() == JsonKind::object; }

  // A member; where the text repeats a name, the last one.
  Json operator[](std::string_view name) const;
  Json operator[](const char* name) const { return (*this)[std::string_view(name)]; }
  Json operator[](const std::string& name) const { return (*this)[std::string_view(name)]; }
  // An element; negative or too large is missing.
  template <class Index, class = std::enable_if_t<std::is_integral_v<Index>>>
  Json operator[](Index index) const;
  // By JSON pointer (RFC 6901): "/issue/fields/0/name"; "" is this value itself.
  Json at(std::string_view pointer) const;

  // The text of a string.
  std::string str(std::string_view otherwise = {}) const {
    return std::string(is_string() ? tape_->text(node()) : otherwise);
  }
  // The same without a copy; "" when it is no string.
  std::string_view view() const { return is_string() ? tape_->text(node()) : std::string_view(); }
  // A string, or a number as it was written: what ids are made of.
  std::string text(std::string_view otherwise = {}) const {
    return std::string(is_string() || is_number() ? tape_->text(node()) : otherwise);
  }
  // Numbers only; out of range or with a fraction gives `otherwise`.
  std::int64_t i64(std::int64_t otherwise = 0) const {
    return is_number()
               ? detail::parse_integer<std::int64_t>(tape_->text(node())).value_or(otherwise)
               : otherwise;
  }
  std::uint64_t u64(std::uint64_t otherwise = 0) const {
    return is_number()
               ? detail::parse_integer<std::uint64_t>(tape_->text(node())).value_or(otherwise)
               : otherwise;
  }
  double f64(double otherwise = 0) const {
    return is_number() ? detail::parse_double(tape_->text(node())).value_or(otherwise) : otherwise;
  }
  bool boolean(bool otherwise = false) const {
    return is_boolean() ? node().text_at != 0 : otherwise;
  }
  // RFC 3339 text, or seconds since 1970 as a number.
  std::optional<Time> time() const;

  // Of an array or object: its children (repeated names count each time); else 0.
  std::size_t size() const { return is_array() || is_object() ? node().text_size : 0; }
  // Over the elements of an array or the member values of an object; nothing for the others.
  Iterator begin() const;
  Iterator end() const;
  // Its name, when it was reached by iterating over an object.
  std::string_view name() const {
    return tape_ == nullptr ? std::string_view() : tape_->name(node());
  }

 private:
  friend class ConnectorEvent;
  friend class ConnectorABC;
  friend class Value;

  Json(const detail::JsonTape& tape, std::uint32_t index) : tape_(&tape), index_(index) {}
  static Json root(const detail::JsonTape& tape) { return tape.empty() ? Json() : Json(tape, 0); }
  const detail::JsonNode& node() const { return tape_->node(index_); }

  const detail::JsonTape* tape_ = nullptr;
  std::uint32_t index_ = 0;
};

class Json::Iterator {
 public:
  using value_type = Json;
  using reference = Json;
  using difference_type = std::ptrdiff_t;
  using pointer = void;
  using iterator_category = std::input_iterator_tag;

  Iterator(const detail::JsonTape* tape, std::uint32_t index) : tape_(tape), index_(index) {}
  Json operator*() const { return Json(*tape_, index_); }
  Iterator& operator++() {
    index_ = tape_->node(index_).end;
    return *this;
  }
  Iterator operator++(int) {
    Iterator before = *this;
    ++*this;
    return before;
  }
  bool operator==(const Iterator& other) const { return index_ == other.index_; }
  bool operator!=(const Iterator& other) const { return index_ != other.index_; }

 private:
  const detail::JsonTape* tape_;
  std::uint32_t index_;
};

inline Json::Iterator Json::begin() const { return {tape_, size() == 0 ? 0 : index_ + 1}; }

inline Json::Iterator Json::end() const { return {tape_, size() == 0 ? 0 : node().end}; }

inline Json Json::operator[](std::string_view name) const {
  Json found;
  if (!is_object()) return found;
  for (const Json member : *this) {
    if (member.name() == name) found = member;
  }
  return found;
}

template <class Index, class>
Json Json::operator[](Index index) const {
  if constexpr (std::is_signed_v<Index>) {
    if (index < 0) return {};
  }
  if (!is_array() || static_cast<std::uint64_t>(index) >= size()) return {};
  Iterator it = begin();
  for (auto left = static_cast<std::uint64_t>(index); left > 0; --left) ++it;
  return *it;
}

inline Json Json::at(std::string_view pointer) const {
  Json here = *this;
  while (!pointer.empty() && here.exists()) {
    if (pointer.front() != '/') return {};
    pointer.remove_prefix(1);
    const std::size_t end = pointer.find('/');
    std::string_view token = pointer.substr(0, end);
    pointer.remove_prefix(token.size());
    if (here.is_array()) {
      const auto index = detail::parse_integer<std::uint32_t>(token);
      const bool plain = index && std::to_string(*index) == token;
      here = plain ? here[*index] : Json();
    } else if (token.find('~') == std::string_view::npos) {
      here = here[token];
    } else {
      std::string name;
      for (std::size_t i = 0; i < token.size(); ++i) {
        const char next = i + 1 < token.size() ? token[i + 1] : '\0';
        if (token[i] != '~') {
          name += token[i];
        } else if (next == '0' || next == '1') {
          name += next == '0' ? '~' : '/';
          ++i;
        } else {
          return {};
        }
      }
      here = here[name];
    }
  }
  return here;
}

inline std::optional<Time> Json::time() const {
  if (is_string()) return parse_rfc3339(tape_->text(node()));
  if (!is_number()) return std::nullopt;
  if (const auto exact = parse_unix_seconds(tape_->text(node()))) return exact;
  const auto whole = detail::parse_integer<std::int64_t>(tape_->text(node()));  // 1.7e9
  return whole ? parse_unix_seconds(std::to_string(*whole)) : std::nullopt;
}

}  // namespace v1
}  // namespace amfs
