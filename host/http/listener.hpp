// Listener (private): accepts connections and deals them to the I/O threads in turn.
//
// At the connection cap it stops accepting (clients wait in the kernel's backlog); without file
// descriptors it backs off and tries again. Thread rule: open() and start() before the threads run,
// the rest on the first I/O thread.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <memory>
#include <vector>

#include "host/base/error.hpp"
#include "host/http/io_thread.hpp"
#include "host/http/server.hpp"

namespace host::http {

class Listener : public std::enable_shared_from_this<Listener> {
 public:
  explicit Listener(std::vector<std::shared_ptr<IoThread>> threads);

  Result<void> open(const ServerOptions& options);
  std::uint16_t port() const { return port_; }
  void accept();
  void close();
  // There is room below the cap again. From any thread.
  void resume();

 private:
  using Ec = boost::system::error_code;

  void on_accept(const Ec& ec, Socket socket, const std::shared_ptr<IoThread>& thread);
  void back_off();

  const std::vector<std::shared_ptr<IoThread>> threads_;
  ServerState& state_;
  boost::asio::basic_socket_acceptor<boost::asio::ip::tcp, Executor> acceptor_;
  boost::asio::basic_waitable_timer<std::chrono::steady_clock,
                                    boost::asio::wait_traits<std::chrono::steady_clock>, Executor>
      retry_timer_;
  std::chrono::milliseconds backoff_ = kAcceptBackoffMin;
  std::size_t next_thread_ = 0;
  std::uint16_t port_ = 0;
};

}  // namespace host::http
