#include "host/cli/server_url.hpp"

#include <fmt/format.h>

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include "host/access/access.hpp"
#include "host/cli/command.hpp"

namespace host::cli {
namespace {

constexpr std::size_t kMaxUrlBytes = 1024;

Error bad_url(const std::string& why) {
  return {kUsage, fmt::format("--url (or AMFS_HTTP_URL) {}; write it like {}", why, kDefaultUrl)};
}

}  // namespace

Result<ServerUrl> parse_server_url(std::string_view text) {
  if (text.size() > kMaxUrlBytes) return bad_url("is longer than 1024 bytes");
  const auto url = boost::urls::parse_uri({text.data(), text.size()});
  if (!url || !url->has_authority()) return bad_url("is not a URL");
  if (url->scheme() == "https") return bad_url("is https, which this client does not speak");
  if (url->scheme() != "http") return bad_url("is not http");
  if (url->has_userinfo()) return bad_url("holds a user name; use --api-key-file for secrets");
  if (url->has_query() || url->has_fragment()) return bad_url("has a query or fragment");
  ServerUrl server;
  server.host = url->host_address();
  if (server.host.empty()) return bad_url("names no host");
  server.port = url->has_port() && !url->port().empty() ? std::string(url->port()) : "80";
  server.authority = std::string(url->encoded_host_and_port());
  server.base_path = std::string(url->encoded_path());
  while (server.base_path.ends_with('/')) server.base_path.pop_back();
  server.text = "http://" + server.authority + server.base_path;
  server.is_loopback = access::is_loopback_host(server.authority);
  return server;
}

}  // namespace host::cli
