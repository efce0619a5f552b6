// StreamClient: reads an answer that does not end, until it does, or until Ctrl-C.
//
// Takes SIGINT and SIGTERM over while it exists: they end the read or pause that is under way, and
// every later one at once. One thread.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <chrono>
#include <functional>
#include <string_view>

#include "host/cli/http_client.hpp"

namespace host::cli {

// The host sends a heartbeat every 15 s: three missed ones are a dead connection.
inline constexpr std::chrono::seconds kStreamSilenceMax{45};
inline constexpr std::uint64_t kMaxRefusalBytes = std::uint64_t{64} << 10;

struct StreamEnd {
  enum class How {
    stopped,      // by Ctrl-C, or on_bytes() said so
    lost,         // reply.status: 0 when nothing had come
    refused,      // reply: any status but 200
    unreachable,  // error
  };
  How how = How::lost;
  HttpReply reply;
  Error error;
};

class StreamClient {
 public:
  // False: stop reading.
  using OnBytes = std::function<bool(std::string_view)>;

  StreamClient();

  // Blocks.
  StreamEnd read(const ServerUrl& server, const HttpRequest& request, const OnBytes& on_bytes);
  // False: stopped by Ctrl-C.
  bool pause(std::chrono::milliseconds time);

 private:
  boost::asio::io_context io_{1};
  boost::asio::signal_set signals_;
  bool stopped_ = false;
};

}  // namespace host::cli
