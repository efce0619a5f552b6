// The answering half of Connection: from a Response to the next request, or to a polite close.
#include <algorithm>
#include <array>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>

#include "host/http/connection.hpp"
#include "host/http/stream_session.hpp"

namespace host::http {

namespace asio = boost::asio;

void Connection::complete(Response response) {
  if (io_->is_current() && in_handler_) {
    answer_ = std::move(response);
    return;
  }
  // Weakly: after the server's end this sits in a queue that nobody runs, see IoThread.
  asio::post(io_->context(), [weak = weak_from_this(), r = std::move(response)]() mutable {
    const auto self = weak.lock();
    if (self && self->phase_ == Phase::kHandling) self->respond(std::move(r));
  });
}

std::shared_ptr<StreamChannel> Connection::begin_stream(Response head) {
  auto stream = std::make_shared<StreamSession>(io_);
  asio::post(io_->context(), [weak = weak_from_this(), stream, r = std::move(head)]() mutable {
    const auto self = weak.lock();
    if (!self || self->phase_ != Phase::kHandling) return stream->abandon();
    self->count_answer(r);
    self->keep_alive_ = false;
    self->server_.cors.add_headers(r, self->cors_origin_);
    std::string bytes;
    append_response_head(bytes, r, self->framing_for(std::nullopt));
    Socket socket = std::move(self->socket_);
    stream->adopt(std::move(socket), std::move(self->slot_), std::move(bytes),
                  self->is_head_request_);
    self->close();  // leaves the thread's list; the socket is the stream's now
  });
  return stream;
}

ResponseFraming Connection::framing_for(std::optional<std::size_t> content_length) {
  return {io_->date(),
          {request_id_.data(), request_id_.size()},
          content_length,
          keep_alive_,
          is_http10_};
}

void Connection::respond(Response response) {
  const bool was_handling = phase_ == Phase::kHandling;
  const std::int64_t began_ns = phase_start_ns_;
  count_answer(response);
  if (response.close || server_.draining.load(std::memory_order_relaxed)) keep_alive_ = false;
  server_.cors.add_headers(response, cors_origin_);
  head_out_.clear();
  append_response_head(head_out_, response, framing_for(response.body.size()));
  const bool with_body = !is_head_request_ && status_has_body(response.status);
  body_out_ = with_body ? std::move(response.body) : std::string();
  if (phase_ == Phase::kHead || phase_ == Phase::kBody) {
    Ec ignored;
    socket_.cancel(ignored);  // a read may be pending when a deadline ends the request
  }
  enter(Phase::kWriting);
  if (was_handling && class_of(response.status) == AnswerClass::ok) {
    route_stats_->handling.add(phase_start_ns_ - began_ns);
  }
  write();
}

// Tries at once, because a response nearly always fits into the socket's buffer.
void Connection::write() {
  const std::array<asio::const_buffer, 2> buffers = {asio::buffer(head_out_),
                                                     asio::buffer(body_out_)};
  Ec ec;
  std::size_t sent = socket_.write_some(buffers, ec);
  if (ec == asio::error::would_block) {
    ec = {};
    sent = 0;
  }
  if (ec) return close();
  if (sent == head_out_.size() + body_out_.size()) return on_written();

  const std::size_t of_head = std::min(sent, head_out_.size());
  const std::array<asio::const_buffer, 2> rest = {asio::buffer(head_out_) + of_head,
                                                  asio::buffer(body_out_) + (sent - of_head)};
  asio::async_write(socket_, rest, [self = shared_from_this()](const Ec& error, std::size_t) {
    if (self->phase_ != Phase::kWriting) return;
    if (error) return self->close();
    self->on_written();
  });
}

void Connection::on_written() {
  std::string().swap(body_out_);
  if (keep_alive_) return wait_for_next_request();
  Ec ec;
  socket_.shutdown(Socket::shutdown_send, ec);
  if (ec) return close();
  enter(Phase::kLingering);
  linger();
}

void Connection::wait_for_next_request() {
  reader_.next();
  request_id_ = {};
  cors_origin_.clear();
  is_head_request_ = is_http10_ = false;
  route_stats_ = &server_.stats.no_route;
  if (reader_.buffered() == 0) {
    enter(Phase::kIdle);
    return read();
  }
  // Through the queue, so that one pipelining client does not starve its neighbours.
  enter(Phase::kHead);
  asio::post(io_->context(), [self = shared_from_this()] {
    if (self->phase_ == Phase::kHead) self->process();
  });
}

// Reads and discards until the client closes: closing with unread bytes would send a reset, which
// may destroy the response on its way.
void Connection::linger() {
  const auto space = reader_.discard_buffer();
  socket_.async_read_some(asio::buffer(space.data(), space.size()),
                          [self = shared_from_this()](const Ec& ec, std::size_t bytes) {
                            if (self->phase_ != Phase::kLingering) return;
                            self->lingered_bytes_ += bytes;
                            if (ec || self->lingered_bytes_ > kLingerBytes) return self->close();
                            self->linger();
                          });
}

void Connection::count_answer(const Response& response) {
  count_one(route_stats_->answers[static_cast<std::size_t>(class_of(response.status))]);
  if (!response.code.empty()) server_.stats.problems.count(response.code);
}

}  // namespace host::http
