// BodyFields: typed access to the JSON object a request brings. Every getter notes what is wrong
// instead of stopping at the first fault; check() then answers them all together. An absent field
// and an explicit null are the same; fields nobody asks for are ignored; of a repeated name the
// last counts.
#pragma once

#include <rapidjson/document.h>

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "host/api/query_handler.hpp"
#include "host/base/clock.hpp"
#include "host/http/response.hpp"

namespace host::api {

inline constexpr std::size_t kFieldTextMax = 4096;  // bytes, where a field says nothing else

class BodyFields {
 public:
  // Throws BadRequest: 400 invalid_json (with the byte offset), 422 invalid_body when it is no
  // object. `body` must outlive this.
  explicit BodyFields(const std::string& body);

  bool has(const char* name) const { return find(name) != nullptr; }
  // "", `fallback`, 0 or nothing when the field is absent or wrong.
  std::string text(const char* name, std::size_t size_max = kFieldTextMax);
  std::string required_text(const char* name, std::size_t size_max = kFieldTextMax);
  double number(const char* name, double fallback, double min, double max);
  std::int64_t integer(const char* name, std::int64_t fallback, std::int64_t min, std::int64_t max);
  bool boolean(const char* name, bool fallback);
  UnixNs time(const char* name);  // RFC 3339
  std::vector<std::string> texts(const char* name, std::size_t count_max, std::size_t size_max);
  // The JSON of a member exactly as written, null included; "" and a fault when absent and
  // `required`.
  std::string raw(const char* name, std::size_t size_max, bool required);

  // Every member of another name is a fault: where a misspelt one would do harm.
  void allow_only(std::initializer_list<std::string_view> names);

  // For rules of the caller's own.
  void fault(const std::string& name, std::string message);
  bool is_sound(const char* name) const;  // no fault so far
  // Throws BadRequest (422 invalid_body with every fault) if there was any.
  void check() const;

  const rapidjson::Value* find(const char* name) const;  // nullptr when absent or null

 private:
  const std::string& body_;
  rapidjson::Document document_;
  std::vector<http::FieldError> faults_;
};

}  // namespace host::api
