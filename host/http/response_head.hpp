// Serialization of a response's header section (private to host/http).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "host/base/clock.hpp"
#include "host/http/response.hpp"

namespace host::http {

// "Mon, 23 Nov 2026 09:44:00 GMT", formatted at most once a second. Not thread safe: one per
// thread.
class DateCache {
 public:
  std::string_view get(UnixNs now);

 private:
  std::int64_t second_ = -1;
  std::string text_;
};

struct ResponseFraming {
  std::string_view date;
  std::string_view request_id;
  std::optional<std::size_t> content_length;  // none: the body ends with the connection
  bool keep_alive = false;
  bool is_http10 = false;
};

void append_response_head(std::string& out, const Response& response,
                          const ResponseFraming& framing);

// 1xx, 204 and 304 never have a body, nor its length.
bool status_has_body(int status);

}  // namespace host::http
