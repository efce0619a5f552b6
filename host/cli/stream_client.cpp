#include "host/cli/stream_client.hpp"

#include <array>
#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <csignal>
#include <memory>
#include <optional>

#include "host/cli/http_messages.hpp"

namespace host::cli {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using boost::system::error_code;
using tcp = asio::ip::tcp;

constexpr unsigned kOk = 200;
constexpr std::size_t kReadBytes = std::size_t{64} << 10;

// Like Exchange (http_client.cpp), with the body in pieces. Handlers keep it alive: the io_context
// goes on with the next connection, and what was cancelled here still comes out of it then.
class StreamRead : public std::enable_shared_from_this<StreamRead> {
 public:
  StreamRead(asio::io_context& io, const ServerUrl& server, const HttpRequest& request,
             const StreamClient::OnBytes& on_bytes)
      : server_(server),
        on_bytes_(on_bytes),
        resolver_(io),
        socket_(io),
        silence_(io),
        request_(make_message(server, request)) {
    parser_.body_limit(boost::none);
    parser_.header_limit(kMaxAnswerHeadBytes);
  }

  void start() {
    limit_silence(kExchangeDeadline);
    resolver_.async_resolve(server_.host, server_.port,
                            [this, self = shared_from_this()](error_code error, auto found) {
                              if (end_) return;
                              if (error) return end_unreachable(error);
                              asio::async_connect(
                                  socket_, found,
                                  [this, self](error_code failed, const tcp::endpoint&) {
                                    if (end_) return;
                                    if (failed) return end_unreachable(failed);
                                    send();
                                  });
                            });
  }

  void stop() { end_as(StreamEnd::How::stopped); }
  bool has_ended() const { return end_.has_value(); }
  StreamEnd take_end() { return std::move(*end_); }

 private:
  void send() {
    beast::http::async_write(
        socket_, request_, [this, self = shared_from_this()](error_code error, std::size_t) {
          if (end_) return;
          if (error) return end_as(StreamEnd::How::lost);
          beast::http::async_read_header(socket_, buffer_, parser_,
                                         [this, self](error_code bad, std::size_t) {
                                           if (end_) return;
                                           if (bad) return end_as(StreamEnd::How::lost);
                                           is_refused_ = parser_.get().result_int() != kOk;
                                           read_some();
                                         });
        });
  }

  void read_some() {
    limit_silence(is_refused_ ? kExchangeDeadline : kStreamSilenceMax);
    auto& body = parser_.get().body();
    body.data = chunk_.data();
    body.size = chunk_.size();
    beast::http::async_read_some(
        socket_, buffer_, parser_,
        [this, self = shared_from_this()](error_code error, std::size_t) {
          if (end_) return;
          const std::string_view bytes(chunk_.data(), chunk_.size() - parser_.get().body().size);
          if (error == beast::http::error::need_buffer) error = {};
          if (!take(bytes)) return;
          if (error || parser_.is_done()) {
            return end_as(is_refused_ ? StreamEnd::How::refused : StreamEnd::How::lost);
          }
          read_some();
        });
  }

  bool take(std::string_view bytes) {
    if (is_refused_) {
      refusal_ += bytes;
      if (refusal_.size() <= kMaxRefusalBytes) return true;
      end_as(StreamEnd::How::refused);
      return false;
    }
    if (bytes.empty() || on_bytes_(bytes)) return true;
    end_as(StreamEnd::How::stopped);
    return false;
  }

  void limit_silence(std::chrono::seconds time) {
    silence_.expires_after(time);
    silence_.async_wait([this, self = shared_from_this()](error_code cancelled) {
      if (!cancelled) end_as(StreamEnd::How::lost);
    });
  }

  void end_unreachable(const error_code& error) {
    end_as(StreamEnd::How::unreachable);
    end_->error = unreachable(server_, error);
  }

  void end_as(StreamEnd::How how) {
    if (end_) return;
    end_.emplace();
    end_->how = how;
    end_->reply.status = parser_.is_header_done() ? parser_.get().result_int() : 0;
    end_->reply.body = std::move(refusal_);
    error_code ignored;
    socket_.close(ignored);
    resolver_.cancel();
    silence_.cancel();
  }

  const ServerUrl& server_;
  const StreamClient::OnBytes& on_bytes_;
  tcp::resolver resolver_;
  tcp::socket socket_;
  asio::steady_timer silence_;
  beast::flat_buffer buffer_;
  HttpMessage request_;
  beast::http::response_parser<beast::http::buffer_body> parser_;
  std::array<char, kReadBytes> chunk_;
  bool is_refused_ = false;
  std::string refusal_;
  std::optional<StreamEnd> end_;
};

}  // namespace

StreamClient::StreamClient() : signals_(io_, SIGINT, SIGTERM) {
  signals_.async_wait([this](error_code cancelled, int) {
    if (!cancelled) stopped_ = true;
  });
}

StreamEnd StreamClient::read(const ServerUrl& server, const HttpRequest& request,
                             const OnBytes& on_bytes) {
  const auto reading = std::make_shared<StreamRead>(io_, server, request, on_bytes);
  reading->start();
  while (!stopped_ && !reading->has_ended()) io_.run_one();
  reading->stop();  // when it has not ended by itself
  return reading->take_end();
}

bool StreamClient::pause(std::chrono::milliseconds time) {
  const auto until = std::chrono::steady_clock::now() + time;
  while (!stopped_ && std::chrono::steady_clock::now() < until) io_.run_one_until(until);
  return !stopped_;
}

}  // namespace host::cli
