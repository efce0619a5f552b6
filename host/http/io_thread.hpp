// IoThread (private): one io_context, its thread, its sessions and its coarse deadline timer.
//
// One timer for all sessions instead of one per operation: nothing is armed or cancelled on the hot
// path, and a deadline is late by at most Limits::deadline_tick.
// Lifetime: sessions hold their IoThread, so a Responder that outlives the server still has a
// (dead) queue to post to. Whatever is posted from other threads must therefore hold sessions
// weakly.
#pragma once

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <thread>

#include "host/http/request.hpp"
#include "host/http/response_head.hpp"
#include "host/http/server_state.hpp"
#include "host/http/session.hpp"

namespace host::http {

using Executor = boost::asio::io_context::executor_type;
using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, Executor>;

class IoThread : public std::enable_shared_from_this<IoThread> {
 public:
  explicit IoThread(std::shared_ptr<ServerState> state);

  void start();
  // From any thread: closes every session; run() ends when the last operation has.
  void request_stop();
  void join();

  boost::asio::io_context& context() { return context_; }
  ServerState& state() { return *state_; }
  bool is_current() { return context_.get_executor().running_in_this_thread(); }

  // On this thread only.
  void add(const std::shared_ptr<Session>& session);
  void remove(Session& session);  // the caller holds it
  std::string_view date() { return date_.get(state_->clock.now_ns()); }
  RequestId next_request_id();

 private:
  void run();
  void schedule_tick();
  void tick();

  const std::shared_ptr<ServerState> state_;
  boost::asio::io_context context_;
  boost::asio::executor_work_guard<Executor> work_;
  boost::asio::basic_waitable_timer<std::chrono::steady_clock,
                                    boost::asio::wait_traits<std::chrono::steady_clock>, Executor>
      timer_;
  boost::intrusive::list<Session> sessions_;
  bool stopping_ = false;
  DateCache date_;
  std::uint64_t id_seed_;
  std::uint64_t id_count_ = 0;
  std::thread thread_;
};

}  // namespace host::http
