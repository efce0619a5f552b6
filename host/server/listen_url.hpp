// The URL of an address that the host listens on.
#pragma once

#include <fmt/format.h>

#include <string>

namespace host::server {

inline std::string listen_url(const std::string& host, std::uint16_t port) {
  const bool v6 = host.find(':') != std::string::npos;
  return fmt::format("http://{}:{}", v6 ? '[' + host + ']' : host, port);
}

}  // namespace host::server
