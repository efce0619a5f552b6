#include "host/http/server.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <vector>

#include "host/http/io_thread.hpp"
#include "host/http/listener.hpp"

namespace host::http {

class Server::Impl {
 public:
  Impl(ServerOptions options, const Router& router, ByteBudget& budget, const Clock& clock)
      : options_(std::move(options)),
        state_(std::make_shared<ServerState>(options_.limits, router, budget, clock,
                                             options_.cors_origins)) {
    const auto count = std::max<std::size_t>(options_.io_threads, 1);
    for (std::size_t i = 0; i < count; ++i) threads_.push_back(std::make_shared<IoThread>(state_));
    listener_ = std::make_shared<Listener>(threads_);
  }

  Result<void> start() {
    if (auto opened = listener_->open(options_); !opened) return opened;
    state_->open.set_on_room([weak = std::weak_ptr(listener_)] {
      if (const auto listener = weak.lock()) listener->resume();
    });
    listener_->accept();
    for (const auto& thread : threads_) thread->start();
    running_ = true;
    return {};
  }

  bool drain(std::chrono::milliseconds patience) {
    if (!running_) return true;
    running_ = false;
    state_->draining = true;
    boost::asio::post(threads_.front()->context(), [listener = listener_] { listener->close(); });
    const bool clean = state_->open.wait_for_none(patience);
    // The first one first and alone: it deals connections to the others.
    for (const auto& thread : threads_) {
      thread->request_stop();
      thread->join();
    }
    return clean;
  }

  std::uint16_t port() const { return listener_->port(); }
  const HttpStats& stats() const { return state_->stats; }

 private:
  const ServerOptions options_;
  const std::shared_ptr<ServerState> state_;
  std::vector<std::shared_ptr<IoThread>> threads_;
  std::shared_ptr<Listener> listener_;
  bool running_ = false;
};

Server::Server(ServerOptions options, const Router& router, ByteBudget& budget, const Clock& clock)
    : impl_(std::make_unique<Impl>(std::move(options), router, budget, clock)) {}

Server::~Server() { impl_->drain(std::chrono::milliseconds(0)); }

Result<void> Server::start() { return impl_->start(); }
std::uint16_t Server::port() const { return impl_->port(); }
bool Server::drain(std::chrono::milliseconds patience) { return impl_->drain(patience); }
const HttpStats& Server::stats() const { return impl_->stats(); }

}  // namespace host::http
