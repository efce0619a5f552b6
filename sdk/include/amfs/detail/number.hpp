// Numbers and their JSON text, independent of the locale.
#pragma once

#include <charconv>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include "amfs/detail/rapidjson.hpp"

namespace amfs {
inline namespace v1 {
namespace detail {

struct DoubleHandler
    : ::amfs_rapidjson::BaseReaderHandler<::amfs_rapidjson::UTF8<>, DoubleHandler> {
  bool Int(int v) { return set(v); }
  bool Uint(unsigned v) { return set(v); }
  bool Int64(std::int64_t v) { return set(static_cast<double>(v)); }
  bool Uint64(std::uint64_t v) { return set(static_cast<double>(v)); }
  bool Double(double v) { return set(v); }
  bool Default() { return false; }
  bool set(double v) {
    value = v;
    return true;
  }
  double value = 0;
};

// A JSON number; nullopt for anything else or out of range.
inline std::optional<double> parse_double(std::string_view text) {
  const std::string copy(text);  // the stream wants a terminator
  ::amfs_rapidjson::StringStream stream(copy.c_str());
  ::amfs_rapidjson::Reader reader;
  DoubleHandler handler;
  const auto result = reader.Parse<::amfs_rapidjson::kParseFullPrecisionFlag>(stream, handler);
  if (result.IsError() || stream.Tell() != copy.size()) return std::nullopt;
  return handler.value;
}

// A JSON number with an integral value that fits T, also when written like 1e3 or 7.0.
template <class T>
std::optional<T> parse_integer(std::string_view text) {
  T value{};
  const char* end = text.data() + text.size();
  const auto [stop, code] = std::from_chars(text.data(), end, value);
  if (code == std::errc() && stop == end) return value;
  if (code == std::errc::result_out_of_range || text.find_first_of(".eE") == std::string_view::npos)
    return std::nullopt;
  constexpr double kExact = 9007199254740992.0;  // 2^53: beyond it a double is not the number
  const std::optional<double> real = parse_double(text);
  if (!real || std::trunc(*real) != *real || std::fabs(*real) > kExact) return std::nullopt;
  if (std::is_unsigned_v<T> && *real < 0) return std::nullopt;
  return static_cast<T>(*real);
}

// The shortest text that reads back as the same double; "null" for what JSON cannot say.
inline std::string format_double(double value) {
  if (!std::isfinite(value)) return "null";
  char buffer[32];
  const char* end = ::amfs_rapidjson::internal::dtoa(value, buffer);
  return std::string(static_cast<const char*>(buffer), end);
}

}  // namespace detail
}  // namespace v1
}  // namespace amfs
