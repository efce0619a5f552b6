#include <algorithm>

#include "host/access/access.hpp"
#include "host/base/text.hpp"

namespace host::access {

bool is_loopback_host(std::string_view host) {
  if (!host.empty() && host.front() == '[') {
    constexpr std::string_view kLoopback = "[::1]";
    return host.substr(0, kLoopback.size()) == kLoopback &&
           (host.size() == kLoopback.size() || host[kLoopback.size()] == ':');
  }
  host = host.substr(0, host.find(':'));
  if (equals_ignore_case(host, "localhost")) return true;
  if (host.substr(0, 4) != "127.") return false;
  return std::all_of(host.begin(), host.end(),
                     [](char c) { return c == '.' || (c >= '0' && c <= '9'); });
}

bool is_plain_loopback(const http::Request& request) {
  if (!request.is_loopback_peer) return false;
  // nginx without further words speaks HTTP/1.0 to what is behind it, with the Host of that.
  // Programs speak 1.1.
  if (request.version < 11) return false;
  const auto host = request.headers.find("Host");
  if (!host || !is_loopback_host(*host)) return false;
  for (const http::Header& field : request.headers) {
    if (equals_ignore_case(field.name.substr(0, 12), "X-Forwarded-")) return false;
  }
  for (const char* name : {"Forwarded", "X-Real-IP", "Via"}) {
    if (request.headers.count(name) != 0) return false;
  }
  if (request.headers.count("Origin") > 1) return false;
  const auto origin = request.headers.find("Origin");
  if (!origin) {
    // Browsers send no Origin with what a page loads as an image or a script.
    const auto site = request.headers.find("Sec-Fetch-Site");
    return !site || !equals_ignore_case(*site, "cross-site");
  }
  const std::size_t scheme = origin->find("://");
  return scheme != std::string_view::npos && is_loopback_host(origin->substr(scheme + 3));
}

}  // namespace host::access
