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
#include "host/base/version.hpp"
#include "host/http/request.hpp"

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
      : server_(server), resolver_(io), socket_(io) {
    request_.version(11);
    request_.method_string(request.method);
    request_.target(server.base_path + request.target);
    request_.set(beast::http::field::host, server.authority);
    request_.set(beast::http::field::user_agent, fmt::format("amfs-cli/{}", kVersion));
    request_.set(beast::http::field::connection, "close");
    for (const auto& [name, value] : request.headers) request_.insert(name, value);
    request_.body() = request.body;
    request_.prepare_payload();
    parser_.body_limit(kMaxAnswerBytes);
    parser_.header_limit(kMaxAnswerHeadBytes);
  }

  void start() {
    resolver_.async_resolve(server_.host, server_.port, [this](error_code error, auto found) {
      if (error) return fail(unreachable(error));
      asio::async_connect(socket_, found, [this](error_code failed, const tcp::endpoint&) {
        if (failed) return fail(unreachable(failed));
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

  Error unreachable(const error_code& error) const {
    if (error == asio::error::connection_refused) {
      return {"unreachable",
              fmt::format("no amfs at {}; start one: amfs serve --dev", server_.text)};
    }
    return {"unreachable", fmt::format("cannot reach {} ({}); check --url, or start one here: "
                                       "amfs serve --dev",
                                       server_.text, error.message())};
  }
  Error broken(const error_code& error) const {
    return {"bad_answer", fmt::format("{} did not answer in HTTP ({}); check --url, then: "
                                      "amfs connector list",
                                      server_.text, error.message())};
  }

  const ServerUrl& server_;
  tcp::resolver resolver_;
  tcp::socket socket_;
  beast::flat_buffer buffer_;
  beast::http::request<beast::http::string_body> request_;
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
