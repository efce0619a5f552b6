#include "host/http/message_guard.hpp"

#include <algorithm>
#include <cstring>
#include "host/base/text.hpp"

namespace host::http {
namespace {

constexpr std::string_view kMalformed = "malformed_request";
// "METHOD " and " HTTP/1.1\r\n" around the target; no method is longer than this allows.
constexpr std::size_t kRequestLineExtraBytes = 48;
// 19 digits always fit into 64 bits.
constexpr std::size_t kMaxContentLengthDigits = 19;

constexpr Refusal malformed(std::string_view detail) { return {400, kMalformed, detail}; }

constexpr Refusal kTargetTooLong{414, "target_too_long",
                                 "The URL is too long; send long queries in a POST body."};
constexpr Refusal kHeadTooLarge{431, "header_too_large",
                                "The request header has too many bytes or fields; send fewer."};

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_visible_ascii(char c) { return c > 0x20 && c < 0x7f; }

std::optional<Refusal> check_request_line(std::string_view line, const Limits& limits) {
  if (line.size() >= limits.max_target_bytes + kRequestLineExtraBytes) return kTargetTooLong;
  if (line.ends_with(" HTTP/1.1") || line.ends_with(" HTTP/1.0")) return std::nullopt;
  if (line.find(" HTTP/") != std::string_view::npos) {
    return Refusal{505, "http_version_not_supported", "Use HTTP/1.1."};
  }
  return malformed("The request line is not \"METHOD /path HTTP/1.1\".");
}

std::optional<Refusal> check_target(std::string_view target, const Limits& limits) {
  if (target.size() > limits.max_target_bytes) return kTargetTooLong;
  // Absolute form would bring a second host name, and this server is no proxy.
  if (target.empty() || target.front() != '/') {
    return malformed("The request target must be a path that starts with /.");
  }
  if (!std::all_of(target.begin(), target.end(), is_visible_ascii) ||
      target.find('#') != std::string_view::npos) {
    return malformed("The URL contains bytes that must be percent-encoded.");
  }
  return std::nullopt;
}

// Everything about fields that does not need their meaning. Beast checks the same; this is the
// second pair of eyes that the rest of the host relies on.
std::optional<Refusal> check_field_bytes(const HeaderList& headers) {
  for (const Header& field : headers) {
    const bool name_ok =
        !field.name.empty() && std::all_of(field.name.begin(), field.name.end(),
                                           [](char c) { return is_visible_ascii(c) && c != ':'; });
    const bool value_ok = std::all_of(field.value.begin(), field.value.end(), [](char c) {
      const auto byte = static_cast<unsigned char>(c);
      return c == '\t' || (byte >= 0x20 && byte != 0x7f);
    });
    if (!name_ok || !value_ok) {
      return malformed("A header field contains a character that is not allowed.");
    }
  }
  return std::nullopt;
}

std::optional<Refusal> check_host(const Request& request) {
  const auto count = request.headers.count("Host");
  if (count > 1) return malformed("The request has more than one Host header.");
  if (count == 0) {
    if (request.version == 10) return std::nullopt;
    return malformed("The request has no Host header.");
  }
  const std::string_view host = *request.headers.find("Host");
  const bool ok = !host.empty() && std::all_of(host.begin(), host.end(), [](char c) {
    return is_visible_ascii(c) && std::string_view("/\\?#@,\"<>").find(c) == std::string_view::npos;
  });
  if (!ok) return malformed("The Host header is not a host name with an optional port.");
  return std::nullopt;
}

std::optional<Refusal> read_framing(const Request& request, Framing& framing) {
  const auto encodings = request.headers.count("Transfer-Encoding");
  const auto lengths = request.headers.count("Content-Length");
  if (encodings > 0) {
    if (request.version == 10) return malformed("HTTP/1.0 has no Transfer-Encoding.");
    if (lengths > 0) {
      return malformed("The request has both Transfer-Encoding and Content-Length; send one.");
    }
    if (encodings > 1 ||
        !equals_ignore_case(*request.headers.find("Transfer-Encoding"), "chunked")) {
      return malformed("The only Transfer-Encoding understood is a single \"chunked\".");
    }
    framing.body = Framing::Body::kChunked;
    return std::nullopt;
  }
  if (lengths == 0) return std::nullopt;
  if (lengths > 1) return malformed("The request has more than one Content-Length.");
  const std::string_view digits = *request.headers.find("Content-Length");
  if (digits.empty() || digits.size() > kMaxContentLengthDigits ||
      !std::all_of(digits.begin(), digits.end(), is_digit)) {
    return malformed("Content-Length is not a plain decimal number.");
  }
  for (const char c : digits) {
    framing.content_length = framing.content_length * 10 + static_cast<std::uint64_t>(c - '0');
  }
  if (framing.content_length > 0) framing.body = Framing::Body::kLength;
  return std::nullopt;
}

std::string_view next_list_item(std::string_view& list) {
  const auto comma = std::min(list.find(','), list.size());
  std::string_view item = list.substr(0, comma);
  list.remove_prefix(std::min(comma + 1, list.size()));
  while (!item.empty() && (item.front() == ' ' || item.front() == '\t')) item.remove_prefix(1);
  while (!item.empty() && (item.back() == ' ' || item.back() == '\t')) item.remove_suffix(1);
  return item;
}

bool wants_keep_alive(const Request& request) {
  bool keep_alive = request.version == 11;
  for (const Header& field : request.headers) {
    if (!equals_ignore_case(field.name, "Connection")) continue;
    for (std::string_view list = field.value; !list.empty();) {
      const std::string_view item = next_list_item(list);
      if (equals_ignore_case(item, "close")) return false;
      if (equals_ignore_case(item, "keep-alive")) keep_alive = true;
    }
  }
  return keep_alive;
}

std::optional<Refusal> read_expectation(const Request& request, Framing& framing) {
  const auto expect = request.headers.find("Expect");
  if (!expect || request.version == 10) return std::nullopt;  // HTTP/1.0: to be ignored
  if (request.headers.count("Expect") > 1 || !equals_ignore_case(*expect, "100-continue")) {
    return Refusal{417, "expectation_failed", "The only expectation understood is 100-continue."};
  }
  framing.expect_continue = true;
  return std::nullopt;
}

}  // namespace

HeadScanner::State HeadScanner::refuse(const Refusal& refusal) {
  refusal_ = refusal;
  return State::kRefused;
}

HeadScanner::State HeadScanner::scan(std::string_view received, const Limits& limits) {
  while (searched_ < received.size()) {
    const auto lf = received.find('\n', searched_);
    if (lf == std::string_view::npos) {
      searched_ = received.size();
      break;
    }
    const std::string_view line = received.substr(scanned_, lf - scanned_);
    if (line.empty() || line.back() != '\r') {
      return refuse(malformed("A header line ends in LF without CR."));
    }
    if (lines_ == 0) {
      if (const auto bad = check_request_line(line.substr(0, line.size() - 1), limits)) {
        return refuse(*bad);
      }
    } else if (line.front() == ' ' || line.front() == '\t') {
      return refuse(malformed("A header line is folded; send each header field on one line."));
    }
    scanned_ = searched_ = lf + 1;
    if (scanned_ > limits.max_head_bytes) return refuse(kHeadTooLarge);
    if (line.size() == 1) return State::kComplete;
    if (++lines_ > limits.max_header_count + 1) return refuse(kHeadTooLarge);
  }
  // A client that speaks TLS here gets an answer at once instead of a timeout.
  if (!received.empty() && !is_visible_ascii(received.front())) {
    return refuse(malformed("This port speaks plain HTTP/1.1."));
  }
  if (lines_ == 0 && received.size() > limits.max_target_bytes + kRequestLineExtraBytes) {
    return refuse(kTargetTooLong);
  }
  if (received.size() >= limits.max_head_bytes) return refuse(kHeadTooLarge);
  return State::kNeedMore;
}

std::variant<Framing, Refusal> check_message(const Request& request, const Limits& limits) {
  Framing framing;
  if (const auto bad = check_target(request.target, limits)) return *bad;
  if (request.headers.size() > limits.max_header_count) return kHeadTooLarge;
  if (const auto bad = check_field_bytes(request.headers)) return *bad;
  if (const auto bad = check_host(request)) return *bad;
  if (const auto bad = read_framing(request, framing)) return *bad;
  if (const auto bad = read_expectation(request, framing)) return *bad;
  framing.keep_alive = wants_keep_alive(request);
  return framing;
}

}  // namespace host::http
