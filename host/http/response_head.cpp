#include "host/http/response_head.hpp"

#include <array>
#include <charconv>
#include <cstdio>
#include <ctime>

namespace host::http {
namespace {

void append_number(std::string& out, std::uint64_t value) {
  std::array<char, 20> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  out.append(digits.data(), end);
}

void append_field(std::string& out, std::string_view name, std::string_view value) {
  out.append(name).append(": ").append(value).append("\r\n");
}

}  // namespace

std::string_view DateCache::get(UnixNs now) {
  static constexpr std::array<const char*, 7> kDays = {"Sun", "Mon", "Tue", "Wed",
                                                       "Thu", "Fri", "Sat"};
  static constexpr std::array<const char*, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::int64_t second = now / kNsPerSecond;
  if (second == second_) return text_;
  second_ = second;
  const auto time = static_cast<std::time_t>(second);
  std::tm utc{};
  gmtime_r(&time, &utc);
  std::array<char, 64> buffer;
  const int size =
      std::snprintf(buffer.data(), buffer.size(), "%s, %02d %s %04d %02d:%02d:%02d GMT",
                    kDays[static_cast<std::size_t>(utc.tm_wday)], utc.tm_mday,
                    kMonths[static_cast<std::size_t>(utc.tm_mon)], utc.tm_year + 1900, utc.tm_hour,
                    utc.tm_min, utc.tm_sec);
  text_.assign(buffer.data(), static_cast<std::size_t>(size));
  return text_;
}

bool status_has_body(int status) { return status >= 200 && status != 204 && status != 304; }

void append_response_head(std::string& out, const Response& response,
                          const ResponseFraming& framing) {
  out.append("HTTP/1.1 ");
  append_number(out, static_cast<std::uint64_t>(response.status));
  out.append(" ").append(reason_phrase(response.status)).append("\r\n");
  append_field(out, "Date", framing.date);
  append_field(out, "X-Request-Id", framing.request_id);
  if (!response.content_type.empty()) append_field(out, "Content-Type", response.content_type);
  if (framing.content_length && status_has_body(response.status)) {
    out.append("Content-Length: ");
    append_number(out, *framing.content_length);
    out.append("\r\n");
  }
  if (!framing.keep_alive) {
    append_field(out, "Connection", "close");
  } else if (framing.is_http10) {
    append_field(out, "Connection", "keep-alive");
  }
  for (const ResponseHeader& header : response.headers) {
    append_field(out, header.name, header.value);
  }
  out.append("\r\n");
}

}  // namespace host::http
