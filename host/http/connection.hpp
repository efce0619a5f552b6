// Connection (private): one client, read → handle → write, one request at a time.
//
// A plain callback state machine on one I/O thread. Pipelined requests wait in the read buffer
// until the one before them is answered. Every phase has an absolute deadline, checked by
// on_tick().
#pragma once

#include <boost/system/error_code.hpp>
#include <memory>
#include <optional>
#include <string>

#include "host/http/io_thread.hpp"
#include "host/http/request_reader.hpp"
#include "host/http/responder.hpp"

namespace host::http {

class Connection final : public Session,
                         public ResponseSink,
                         public std::enable_shared_from_this<Connection> {
 public:
  Connection(std::shared_ptr<IoThread> io, Socket socket);

  void start();

  void on_tick(std::int64_t now_ns, bool draining) override;
  void close() override;

  // From any thread; for Responder.
  void complete(Response response) override;
  std::shared_ptr<StreamChannel> begin_stream(Response head) override;

 private:
  using Ec = boost::system::error_code;
  enum class Phase { kIdle, kHead, kBody, kHandling, kWriting, kLingering, kClosed };

  void enter(Phase phase);
  bool is_past_deadline(std::int64_t now_ns) const;
  void time_out();

  void read();
  void on_read(const Ec& ec, std::size_t bytes);
  void process();
  bool on_head();
  bool send_continue();
  void dispatch();
  void refuse(const Refusal& refusal);
  void refuse_head(Response response);

  void respond(Response response);
  void write();
  void on_written();
  void wait_for_next_request();
  void linger();
  void count_answer(const Response& response);
  ResponseFraming framing_for(std::optional<std::size_t> content_length);

  const std::shared_ptr<IoThread> io_;
  ServerState& server_;
  Socket socket_;
  OpenSlot slot_;
  std::string peer_address_;
  bool is_loopback_peer_ = false;
  const std::int64_t born_ns_;
  std::uint64_t requests_ = 0;

  Phase phase_ = Phase::kIdle;
  std::int64_t phase_start_ns_ = 0;
  RequestReader reader_;

  // Of the current request, kept because the Request itself moves to its handler.
  Handler* handler_ = nullptr;
  RouteStats* route_stats_;  // never null
  RequestId request_id_{};
  std::string cors_origin_;  // "" = none that is listed
  bool is_head_request_ = false;
  bool is_http10_ = false;
  bool keep_alive_ = false;
  std::int64_t answer_within_ns_ = 0;

  bool in_handler_ = false;         // handle() is on the stack
  std::optional<Response> answer_;  // given while it was
  std::string head_out_;
  std::string body_out_;
  std::size_t lingered_bytes_ = 0;
};

}  // namespace host::http
