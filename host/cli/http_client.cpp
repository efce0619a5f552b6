#include "host/cli/http_client.hpp"

#include <fmt/format.h>

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <optional>

#include "host/base/text.hpp"
#include "host/cli/http_messages.hpp"

namespace host::cli {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using boost::system::error_code;
using tcp = asio::ip::tcp;

// Asynchronous inside, because only that way every step has a deadline. The handlers hold `this`:
// an Exchange is destroyed before its io_context, and handlers that are left then never run.
class Exchange {
 public:
  Exchange(asio::io_context& io, const ServerUrl& server, const HttpRequest& request)
      : server_(server), resolver_(io), socket_(io), request_(make_message(server, request)) {
    parser_.body_limit(kMaxAnswerBytes);
    parser_.header_limit(kMaxAnswerHeadBytes);
  }

  void start() {
    resolver_.async_resolve(server_.host, server_.port, [this](error_code error, auto found) {
      if (error) return fail(unreachable(server_, error));
      asio::async_connect(socket_, found, [this](error_code failed, const tcp::endpoint&) {
        if (failed) return fail(unreachable(server_, failed));
        send();
      });
    });
  }

  // Nothing: the deadline came first.
  std::optional<Result<HttpReply>> take_outcome() { return std::move(outcome_); }

 private:
  void send() {
    beast::http::async_write(socket_, request_, [this](error_code error, std::size_t) {
      // A refusal may come before the whole body is sent: its answer is worth reading.
      if (error && error != asio::error::broken_pipe && error != asio::error::connection_reset) {
        return fail(broken(error));
      }
      receive();
    });
  }

  void receive() {
    beast::http::async_read(socket_, buffer_, parser_, [this](error_code error, std::size_t) {
      if (error == beast::http::error::body_limit) {
        return fail(
            {"answer_too_large", "the answer is larger than 64 MiB; ask for less: --limit"});
      }
      if (error) return fail(broken(error));
      HttpReply reply;
      auto message = parser_.release();
      reply.status = message.result_int();
      for (const auto& field : message) {
        reply.headers.emplace_back(field.name_string(), field.value());
      }
      reply.body = std::move(message.body());
      outcome_.emplace(std::move(reply));
    });
  }

  void fail(Error error) { outcome_.emplace(std::move(error)); }

  Error broken(const error_code& error) const {
    return {"bad_answer", fmt::format("{} did not answer in HTTP ({}); check --url, then: "
                                      "amfs connector list",
                                      server_.text, error.message())};
  }

  const ServerUrl& server_;
  tcp::resolver resolver_;
  tcp::socket socket_;
  beast::flat_buffer buffer_;
  HttpMessage request_;
  beast::http::response_parser<beast::http::string_body> parser_;
  std::optional<Result<HttpReply>> outcome_;
};

}  // namespace

std::string_view HttpReply::header(std::string_view name) const {
  for (const auto& [field, value] : headers) {
    if (equals_ignore_case(field, name)) return value;
  }
  return {};
}

Result<HttpReply> exchange(const ServerUrl& server, const HttpRequest& request,
                           std::chrono::milliseconds deadline) {
  asio::io_context io(1);
  Exchange running(io, server, request);
  running.start();
  io.run_for(deadline);
  if (auto outcome = running.take_outcome()) return std::move(*outcome);
  return Error{"timeout", fmt::format("{} did not answer within {} ms; see whether it is well: "
                                      "amfs connector list",
                                      server.text, deadline.count())};
}

}  // namespace host::cli
