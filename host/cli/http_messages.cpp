#include "host/cli/http_messages.hpp"

#include <fmt/format.h>

#include <boost/asio/error.hpp>

#include "host/base/version.hpp"

namespace host::cli {

HttpMessage make_message(const ServerUrl& server, const HttpRequest& request) {
  using boost::beast::http::field;
  HttpMessage message;
  message.version(11);
  message.method_string(request.method);
  message.target(server.base_path + request.target);
  message.set(field::host, server.authority);
  message.set(field::user_agent, fmt::format("amfs-cli/{}", kVersion));
  message.set(field::connection, "close");
  for (const auto& [name, value] : request.headers) message.insert(name, value);
  message.body() = request.body;
  message.prepare_payload();
  return message;
}

Error unreachable(const ServerUrl& server, const boost::system::error_code& error) {
  if (error == boost::asio::error::connection_refused) {
    return {"unreachable", fmt::format("no amfs at {}; start one: amfs serve --dev", server.text)};
  }
  return {"unreachable", fmt::format("cannot reach {} ({}); check --url, or start one here: "
                                     "amfs serve --dev",
                                     server.text, error.message())};
}

}  // namespace host::cli
