// Response: what a handler answers. The connection adds Date, Content-Length, X-Request-Id and
// Connection by itself, and leaves the body out for HEAD.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace host::http {

inline constexpr std::string_view kJson = "application/json";
inline constexpr std::string_view kProblemJson = "application/problem+json";
inline constexpr std::string_view kPlainText = "text/plain; charset=utf-8";
inline constexpr std::string_view kHtml = "text/html; charset=utf-8";
inline constexpr std::string_view kEventStream = "text/event-stream";

struct ResponseHeader {
  std::string name;
  std::string value;
};

struct Response {
  int status = 200;
  std::string_view content_type;  // static storage; empty: no Content-Type
  std::string body;
  std::vector<ResponseHeader> headers;
  bool close = false;  // end the connection after this response
  std::string code;    // of a problem: for those who count them

  // Control characters in `value` become spaces: no handler can split a response.
  Response& set_header(std::string_view name, std::string_view value);
  Response& retry_after(std::int64_t seconds);
};

// One member of the `errors` list of a 422.
struct FieldError {
  std::string field;    // JSON pointer, e.g. "/key"
  std::string message;  // one sentence
};

Response json(int status, std::string body);
Response text(int status, std::string body);
Response empty(int status);

// RFC 9457 problem: `code` is a stable snake_case word, `detail` one sentence that says what to do.
// Neither may hold secrets or request bodies. Bytes that are no UTF-8 become `?`.
Response problem(int status, std::string_view code, std::string_view detail,
                 const std::vector<FieldError>& errors = {});

// "Not Found" for 404; "Unknown" for numbers without a registered phrase.
std::string_view reason_phrase(int status);

}  // namespace host::http
