#include "host/cli/server_url.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdint>

#include "host/access/access.hpp"
#include "host/base/text.hpp"
#include "host/cli/command.hpp"
#include "host/http/request.hpp"

namespace host::cli {
namespace {

constexpr std::size_t kMaxUrlBytes = 1024;
constexpr std::string_view kScheme = "http://";

Error bad_url(const char* why) {
  return {kUsage, fmt::format("--url (or AMFS_HTTP_URL) {}; write it like {}", why, kDefaultUrl)};
}

bool is_letter_or_digit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// A name, an IPv4 address, or (in brackets, without zone) the characters of an IPv6 address.
bool is_host(std::string_view text, bool in_brackets) {
  const std::string_view also = in_brackets ? ".:" : ".-_";
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
    return is_letter_or_digit(c) || also.find(c) != std::string_view::npos;
  });
}

bool is_port(std::string_view text) {
  std::uint16_t port = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return error == std::errc() && stop == text.data() + text.size() && port != 0;
}

// It goes into the request line as it is.
bool is_path(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c <= '~'; });
}

}  // namespace

// By hand: Boost.URL 1.81 reads http://127.0.0.1.example as host 127.0.0.1 and path .example, and
// admin.key hangs on which host it is.
Result<ServerUrl> parse_server_url(std::string_view text) {
  if (text.size() > kMaxUrlBytes) return bad_url("is longer than 1024 bytes");
  if (equals_ignore_case(text.substr(0, 8), "https://")) {
    return bad_url("is https, which this client does not speak");
  }
  if (!equals_ignore_case(text.substr(0, kScheme.size()), kScheme)) {
    return bad_url("does not start with http://");
  }
  text.remove_prefix(kScheme.size());
  if (text.find_first_of("?#") != std::string_view::npos) return bad_url("has a query or fragment");
  const std::size_t slash = std::min(text.find('/'), text.size());
  const std::string_view authority = text.substr(0, slash);
  if (authority.find('@') != std::string_view::npos) {
    return bad_url("holds a user name; use --api-key-file for secrets");
  }
  ServerUrl server;
  server.base_path = std::string(text.substr(slash));
  while (server.base_path.ends_with('/')) server.base_path.pop_back();
  if (!is_path(server.base_path)) return bad_url("has a blank or special character in its path");

  const bool in_brackets = authority.starts_with('[');
  const std::size_t end = in_brackets ? authority.find(']') : authority.find(':');
  if (in_brackets && end == std::string_view::npos) return bad_url("has no ] after its address");
  server.host = std::string(in_brackets ? authority.substr(1, end - 1) : authority.substr(0, end));
  if (!is_host(server.host, in_brackets)) return bad_url("names no host");
  const std::string_view rest =
      end == std::string_view::npos ? "" : authority.substr(in_brackets ? end + 1 : end);
  if (!rest.empty() && (rest.front() != ':' || !is_port(rest.substr(1)))) {
    return bad_url("has no port from 1 to 65535 after its colon");
  }
  server.port = rest.empty() ? "80" : std::string(rest.substr(1));
  server.authority = std::string(authority);
  server.text = fmt::format("{}{}{}", kScheme, authority, server.base_path);
  server.is_loopback = access::is_loopback_host(authority);
  return server;
}

}  // namespace host::cli
