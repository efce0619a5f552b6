#include "host/http/listener.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <new>

#include "host/http/connection.hpp"

namespace host::http {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

Result<asio::ip::tcp::endpoint> resolve(asio::io_context& context, const ServerOptions& options) {
  error_code ec;
  const auto address = asio::ip::make_address(options.host, ec);
  if (!ec) return asio::ip::tcp::endpoint(address, options.port);
  asio::ip::tcp::resolver resolver(context);
  const auto found = resolver.resolve(options.host, std::to_string(options.port), ec);
  if (ec || found.empty()) {
    return Error{"invalid_address", "cannot resolve the listen address \"" + options.host +
                                        "\"; give an IP address with " + options.host_setting};
  }
  return found.begin()->endpoint();
}

Error listen_error(const error_code& ec, const ServerOptions& options) {
  const std::string number = std::to_string(options.port);
  if (ec == asio::error::address_in_use) {
    return {"port_in_use", "port " + number +
                               " is already in use; stop the other process or choose another "
                               "with " +
                               options.port_setting};
  }
  if (ec == asio::error::access_denied) {
    return {"listen_failed", "no permission to listen on port " + number +
                                 "; choose one above 1023 with " + options.port_setting};
  }
  return {"listen_failed", "cannot listen on " + options.host + ":" + number + ": " + ec.message() +
                               "; choose another address with " + options.host_setting};
}

}  // namespace

Listener::Listener(std::vector<std::shared_ptr<IoThread>> threads)
    : threads_(std::move(threads)),
      state_(threads_.front()->state()),
      acceptor_(threads_.front()->context()),
      retry_timer_(threads_.front()->context()) {}

Result<void> Listener::open(const ServerOptions& options) {
  const auto endpoint = resolve(threads_.front()->context(), options);
  if (!endpoint) return endpoint.error();
  error_code ec;
  acceptor_.open(endpoint->protocol(), ec);
  if (!ec) acceptor_.set_option(asio::socket_base::reuse_address(true), ec);
  if (!ec) acceptor_.bind(*endpoint, ec);
  if (!ec) acceptor_.listen(kListenBacklog, ec);
  if (!ec) port_ = acceptor_.local_endpoint(ec).port();
  if (ec) return listen_error(ec, options);
  return {};
}

void Listener::accept() {
  if (!acceptor_.is_open()) return;
  if (!state_.open.has_room()) {
    count_one(state_.stats.accept_paused);
    return;
  }
  const auto& thread = threads_[next_thread_];
  next_thread_ = (next_thread_ + 1) % threads_.size();
  acceptor_.async_accept(thread->context(),
                         [self = shared_from_this(), thread](const Ec& ec, Socket socket) {
                           self->on_accept(ec, std::move(socket), thread);
                         });
}

void Listener::on_accept(const Ec& ec, Socket socket, const std::shared_ptr<IoThread>& thread) {
  if (ec == asio::error::operation_aborted) return;
  if (ec == asio::error::connection_aborted) return accept();
  if (ec) {
    // Out of descriptors or memory (EMFILE, ENFILE, ENOBUFS, ENOMEM): it passes.
    count_one(state_.stats.accept_errors);
    return back_off();
  }
  try {
    auto connection = std::make_shared<Connection>(thread, std::move(socket));
    asio::post(thread->context(), [connection = std::move(connection)] { connection->start(); });
  } catch (const std::bad_alloc&) {
    count_one(state_.stats.accept_errors);
    return back_off();
  }
  backoff_ = kAcceptBackoffMin;
  count_one(state_.stats.connections_accepted);
  accept();
}

void Listener::back_off() {
  retry_timer_.expires_after(backoff_);
  backoff_ = std::min(backoff_ * 2, kAcceptBackoffMax);
  retry_timer_.async_wait([self = shared_from_this()](const Ec& ec) {
    if (!ec) self->accept();
  });
}

void Listener::resume() {
  asio::post(threads_.front()->context(), [weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->accept();
  });
}

void Listener::close() {
  error_code ignored;
  acceptor_.close(ignored);
  retry_timer_.cancel();
}

}  // namespace host::http
