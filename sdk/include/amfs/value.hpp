// Value: JSON that a connector builds and owns.
//
//   Value v{{"title", payload["title"]}, {"count", 3}, {"tags", Value::array({"a", "b"})}};
//   v["author"]["name"] = "ada";
//
// A missing Json (or a default-made member that was never set) is left out of the text; null stays
// null. Numbers taken from a payload keep the way they were written. Members keep their order.
// Owns all of its text: nothing taken from a payload dangles. References into a Value end with the
// next change to it.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "amfs/json.hpp"

namespace amfs {
inline namespace v1 {

class Value {
 public:
  struct Member;
  using Array = std::vector<Value>;
  using Object = std::vector<Member>;

  Value() noexcept;  // null
  // NOLINTBEGIN(google-explicit-constructor): authors write values as they are, {"port", 80}
  Value(std::nullptr_t) noexcept;
  template <class T, std::enable_if_t<std::is_arithmetic_v<T>, int> = 0>
  Value(T value) : data_(from_scalar(value)) {}
  Value(std::string value);
  Value(std::string_view value);
  Value(const char* value);
  Value(const Json& json);
  // NOLINTEND(google-explicit-constructor)
  Value(std::initializer_list<Member> members);  // an object; a repeated name: the last one
  Value(const Value& other);
  Value(Value&& other) noexcept;
  Value& operator=(const Value& other);
  Value& operator=(Value&& other) noexcept;
  ~Value();

  static Value object();
  static Value array(std::initializer_list<Value> items = {});
  static Value missing();
  // From JSON text; nullopt when it is none.
  static std::optional<Value> parse(std::string_view json_text);

  JsonKind kind() const { return static_cast<JsonKind>(data_.index()); }
  bool exists() const { return kind() != JsonKind::missing; }
  bool is_null() const { return kind() == JsonKind::null; }
  bool is_boolean() const { return kind() == JsonKind::boolean; }
  bool is_number() const { return kind() == JsonKind::number; }
  bool is_string() const { return kind() == JsonKind::string; }
  bool is_array() const { return kind() == JsonKind::array; }
  bool is_object() const { return kind() == JsonKind::object; }

  // Readers, like those of Json.
  std::string str(std::string_view otherwise = {}) const;
  std::string text(std::string_view otherwise = {}) const;
  std::int64_t i64(std::int64_t otherwise = 0) const;
  std::uint64_t u64(std::uint64_t otherwise = 0) const;
  double f64(double otherwise = 0) const;
  bool boolean(bool otherwise = false) const;
  std::size_t size() const;
  // A member or nullptr.
  const Value* find(std::string_view name) const;
  // A member, or a missing Value.
  const Value& get(std::string_view name) const;
  const Value& get(const char* name) const { return get(std::string_view(name)); }
  template <class Index, class = std::enable_if_t<std::is_integral_v<Index>>>
  const Value& get(Index index) const {
    return item(index < 0 ? static_cast<std::size_t>(-1) : static_cast<std::size_t>(index));
  }
  // Elements of an array; empty for anything else.
  const Array& items() const;
  const Object& members() const;

  // The member, made (as missing) when it is not there. Anything but an object becomes one.
  Value& operator[](std::string_view name);
  Value& operator[](const char* name) { return (*this)[std::string_view(name)]; }
  Value& operator[](const std::string& name) { return (*this)[std::string_view(name)]; }
  // Anything but an array becomes one. A missing value is not added.
  void push_back(Value item);
  // The object in this array whose member `id_field` is `id`, made at its sorted place when it is
  // not there: so a repeated or late event changes its own item only. Ids that are numbers (or
  // digits with one dot) sort as numbers.
  Value& upsert(std::string_view id_field, Value id);
  // Drops items from the front until at most `count` are left.
  void keep_last(std::size_t count);
  // Whether there was one.
  bool erase(std::string_view name);
  bool erase(std::string_view id_field, std::string_view id);

  // JSON text. Bytes that are not UTF-8 become U+FFFD.
  std::string dump() const;
  void dump_to(std::string& out) const;

  // The order of members does not count; numbers are equal when they are written alike.
  friend bool operator==(const Value& a, const Value& b) { return equal(a, b); }
  friend bool operator!=(const Value& a, const Value& b) { return !equal(a, b); }

 private:
  struct Missing {};
  struct Null {};
  struct Number {
    std::string text;
  };
  // In the order of JsonKind.
  using Data = std::variant<Missing, Null, bool, Number, std::string, Array, Object>;

  explicit Value(Data data);
  template <class T>
  static Data from_scalar(T value);
  static Data from_json(const Json& json);
  static Object members_of(const Json& object);
  static bool equal(const Value& a, const Value& b);
  static const Value& none();
  const Value& item(std::size_t index) const;
  Array& as_array();
  Object& as_object();

  Data data_;
};

struct Value::Member {
  std::string name;
  Value value;
};

}  // namespace v1
}  // namespace amfs

#include "amfs/detail/value_build.hpp"
#include "amfs/detail/value_read.hpp"
#include "amfs/detail/value_write.hpp"
