// ServerUrl: where the host is, from --url. http:// only.
#pragma once

#include <string>
#include <string_view>

#include "host/base/error.hpp"

namespace host::cli {

inline constexpr char kDefaultUrl[] = "http://127.0.0.1:8741";

struct ServerUrl {
  std::string text;       // for messages; no `/` at the end
  std::string host;       // without the brackets of an IPv6 address
  std::string port;       // "80" when not given
  std::string authority;  // for the Host header
  std::string base_path;  // "" or "/prefix" of a proxy
  bool is_loopback = false;
};

// An Error "usage" says what a good one looks like. User names, queries and fragments are refused.
Result<ServerUrl> parse_server_url(std::string_view text);

}  // namespace host::cli
