// Typed access to a request's parameters, from the query string or a JSON object. Every getter
// throws BadParameter with a sentence that says what is expected.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "host/base/clock.hpp"
#include "host/http/request.hpp"

namespace host::api {

inline constexpr std::size_t kLimitMax = 1000;

class Parameters {
 public:
  // From the query string; a malformed one throws.
  explicit Parameters(const http::Request& request);

  std::string text(std::string_view name) const;  // "" when absent
  std::string required(std::string_view name) const;
  std::size_t limit(std::size_t fallback) const;  // 1…kLimitMax
  std::int64_t integer(std::string_view name, std::int64_t fallback, std::int64_t min,
                       std::int64_t max) const;
  double number(std::string_view name, double fallback) const;
  bool flag(std::string_view name) const;                     // true, True, 1 / false, False, 0
  UnixNs time(std::string_view name, UnixNs fallback) const;  // RFC 3339

 private:
  http::QueryParams query_;
};

// A {name} of the route's pattern, decoded.
std::string path_parameter(const http::Request& request, std::string_view name);

// An entity path as writes keep it (contract 2.3), so that whoever wrote to "/a//b" finds it under
// that name. What no write can have is left as it is: it finds nothing.
std::string stored_path(const std::string& path);

}  // namespace host::api
