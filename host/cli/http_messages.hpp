// What the CLI's two HTTP clients share: the request as Beast writes it, and what to say when
// nobody is there.
#pragma once

#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/system/error_code.hpp>

#include "host/cli/http_client.hpp"

namespace host::cli {

using HttpMessage = boost::beast::http::request<boost::beast::http::string_body>;

// With Host, User-Agent and Connection: close.
HttpMessage make_message(const ServerUrl& server, const HttpRequest& request);

// code `unreachable`.
Error unreachable(const ServerUrl& server, const boost::system::error_code& error);

}  // namespace host::cli
