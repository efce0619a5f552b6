// Server: the HTTP/1.1 front door. Listens, reads requests, calls the router's handlers, answers.
//
// One io_context per I/O thread; a connection lives on one thread. Construct, start(), and later
// drain() once. Thread rule: start(), drain() and the destructor from one thread; the rest from
// any. Router, budget, clock and handlers must outlive the Server, and the budget also every
// reservation that a handler keeps. Responders may outlive the Server: they do nothing then.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "host/base/clock.hpp"
#include "host/base/error.hpp"
#include "host/http/byte_budget.hpp"
#include "host/http/limits.hpp"
#include "host/http/router.hpp"
#include "host/http/stats.hpp"

namespace host::http {

struct ServerOptions {
  std::string host = "127.0.0.1";  // numeric address or a name that resolves to one
  std::uint16_t port = 8741;       // 0: chosen by the system, see Server::port()
  // What an error text tells the operator to change.
  std::string host_setting = "--host";
  std::string port_setting = "--port";
  std::size_t io_threads = 2;
  Limits limits;
  std::vector<std::string> cors_origins;  // whose pages may read answers; see Cors
};

class Server {
 public:
  Server(ServerOptions options, const Router& router, ByteBudget& budget, const Clock& clock);
  ~Server();  // drain with no patience
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // Binds and starts the threads. Errors: `invalid_address`, `port_in_use`, `listen_failed`.
  Result<void> start();
  std::uint16_t port() const;  // valid after start()

  // Stops listening, lets running requests finish with `Connection: close`, closes what is left at
  // the deadline and joins the threads. True: nothing had to be cut off.
  bool drain(std::chrono::milliseconds patience);

  const HttpStats& stats() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace host::http
