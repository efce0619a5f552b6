#include "host/api/parameters.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

#include "host/api/query_handler.hpp"
#include "host/base/rfc3339.hpp"
#include "host/config/entity_path.hpp"

namespace host::api {
namespace {

template <class T>
T parse(std::string_view name, const std::string& text, const char* expected) {
  T value{};
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || stop != end) throw BadParameter(std::string(name), expected);
  return value;
}

http::QueryParams parse_query(const http::Request& request) {
  auto parsed = request.query_params();
  if (parsed.has_error()) throw BadParameter("query", parsed.error().message);
  return std::move(parsed.value());
}

}  // namespace

Parameters::Parameters(const http::Request& request) : query_(parse_query(request)) {}

std::string Parameters::text(std::string_view name) const {
  const std::string* value = query_.find(name);
  return value == nullptr ? std::string() : *value;
}

std::string Parameters::required(std::string_view name) const {
  std::string value = text(name);
  if (value.empty()) throw BadParameter(std::string(name), "this parameter is required");
  return value;
}

std::size_t Parameters::limit(std::size_t fallback) const {
  return static_cast<std::size_t>(integer("limit", static_cast<std::int64_t>(fallback), 1,
                                          static_cast<std::int64_t>(kLimitMax)));
}

std::int64_t Parameters::integer(std::string_view name, std::int64_t fallback, std::int64_t min,
                                 std::int64_t max) const {
  const std::string value = text(name);
  if (value.empty()) return fallback;
  const std::string expected = fmt::format("expected a whole number from {} to {}", min, max);
  const auto parsed = parse<std::int64_t>(name, value, expected.c_str());
  if (parsed < min || parsed > max) throw BadParameter(std::string(name), expected);
  return parsed;
}

double Parameters::number(std::string_view name, double fallback) const {
  const std::string value = text(name);
  if (value.empty()) return fallback;
  const auto parsed = parse<double>(name, value, "expected a number");
  if (!std::isfinite(parsed)) throw BadParameter(std::string(name), "expected a number");
  return parsed;
}

bool Parameters::flag(std::string_view name) const {
  const std::string value = text(name);
  if (value.empty() || value == "false" || value == "False" || value == "0") return false;
  if (value == "true" || value == "True" || value == "1") return true;
  throw BadParameter(std::string(name), "expected true or false");
}

UnixNs Parameters::time(std::string_view name, UnixNs fallback) const {
  const std::string value = text(name);
  if (value.empty()) return fallback;
  const auto parsed = parse_rfc3339(value);
  if (!parsed) {
    throw BadParameter(std::string(name), kRfc3339Rule);
  }
  return *parsed;
}

std::string stored_path(const std::string& path) { return config::clean_path(path).value_or(path); }

std::string path_parameter(const http::Request& request, std::string_view name) {
  auto value = request.param(name);
  if (value.has_error()) {
    throw BadRequest(http::problem(400, value.error().code, value.error().message));
  }
  return std::move(value.value());
}

}  // namespace host::api
