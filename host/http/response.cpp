#include "host/http/response.hpp"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include "host/base/text.hpp"
#include "host/http/uri.hpp"

namespace host::http {
namespace {

using JsonWriter = rapidjson::Writer<rapidjson::StringBuffer>;

void write_string(JsonWriter& writer, std::string_view text) {
  if (is_utf8(text)) {
    writer.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
    return;
  }
  std::string ascii(text);
  for (char& c : ascii) {
    if (static_cast<unsigned char>(c) >= 0x80) c = '?';
  }
  writer.String(ascii.data(), static_cast<rapidjson::SizeType>(ascii.size()));
}

void write_member(JsonWriter& writer, std::string_view name, std::string_view value) {
  writer.Key(name.data(), static_cast<rapidjson::SizeType>(name.size()));
  write_string(writer, value);
}

}  // namespace

Response& Response::set_header(std::string_view name, std::string_view value) {
  std::string clean(value);
  for (char& c : clean) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f) c = ' ';
  }
  headers.push_back({std::string(name), std::move(clean)});
  return *this;
}

Response& Response::retry_after(std::int64_t seconds) {
  return set_header("Retry-After", std::to_string(seconds));
}

Response json(int status, std::string body) { return {status, kJson, std::move(body), {}, false}; }

Response text(int status, std::string body) {
  return {status, kPlainText, std::move(body), {}, false};
}

Response empty(int status) { return {status, {}, {}, {}, false}; }

Response problem(int status, std::string_view code, std::string_view detail,
                 const std::vector<FieldError>& errors) {
  rapidjson::StringBuffer buffer;
  JsonWriter writer(buffer);
  writer.StartObject();
  write_member(writer, "type", "about:blank");
  write_member(writer, "title", reason_phrase(status));
  writer.Key("status");
  writer.Int(status);
  write_member(writer, "detail", detail);
  write_member(writer, "code", code);
  if (!errors.empty()) {
    writer.Key("errors");
    writer.StartArray();
    for (const FieldError& error : errors) {
      writer.StartObject();
      write_member(writer, "field", error.field);
      write_member(writer, "message", error.message);
      writer.EndObject();
    }
    writer.EndArray();
  }
  writer.EndObject();
  return {status, kProblemJson, std::string(buffer.GetString(), buffer.GetSize()),
          {},     false,        std::string(code)};
}

std::string_view reason_phrase(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 202:
      return "Accepted";
    case 204:
      return "No Content";
    case 301:
      return "Moved Permanently";
    case 302:
      return "Found";
    case 303:
      return "See Other";
    case 304:
      return "Not Modified";
    case 307:
      return "Temporary Redirect";
    case 308:
      return "Permanent Redirect";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 406:
      return "Not Acceptable";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 410:
      return "Gone";
    case 411:
      return "Length Required";
    case 412:
      return "Precondition Failed";
    case 413:
      return "Content Too Large";
    case 414:
      return "URI Too Long";
    case 415:
      return "Unsupported Media Type";
    case 417:
      return "Expectation Failed";
    case 422:
      return "Unprocessable Content";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 501:
      return "Not Implemented";
    case 502:
      return "Bad Gateway";
    case 503:
      return "Service Unavailable";
    case 504:
      return "Gateway Timeout";
    case 505:
      return "HTTP Version Not Supported";
    case 507:
      return "Insufficient Storage";
    default:
      return "Unknown";
  }
}

}  // namespace host::http
