// Responder: the right to answer one request, exactly once, from any thread.
//
// A Responder that is dropped unanswered answers 500, so no client waits for ever. stream() starts
// a response of unknown length (server-sent events) instead.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "host/http/response.hpp"

namespace host::http {

// The receiving end of a streamed response. Thread rule: all from any thread.
class StreamChannel {
 public:
  virtual ~StreamChannel() = default;
  virtual bool write(std::string bytes) = 0;
  virtual void finish() = 0;
  virtual bool is_open() const = 0;
  virtual std::size_t backlog() const = 0;
};

// The receiving end of a Responder: the connection, or a test's stand-in.
class ResponseSink {
 public:
  virtual ~ResponseSink() = default;
  virtual void complete(Response response) = 0;
  virtual std::shared_ptr<StreamChannel> begin_stream(Response head) = 0;
};

// A streamed body; ends the response when destroyed. Move-only.
class BodyStream {
 public:
  explicit BodyStream(std::shared_ptr<StreamChannel> channel) : channel_(std::move(channel)) {}
  BodyStream(BodyStream&&) noexcept = default;
  BodyStream& operator=(BodyStream&& other) noexcept {
    close();
    channel_ = std::move(other.channel_);
    return *this;
  }
  ~BodyStream() { close(); }

  // False: the client is gone, or was disconnected because it reads too slowly
  // (kMaxStreamBacklogBytes waiting); drop the stream then.
  bool write(std::string bytes) { return channel_ && channel_->write(std::move(bytes)); }
  bool is_open() const { return channel_ && channel_->is_open(); }
  // Bytes written that the system has not taken yet.
  std::size_t backlog() const { return channel_ ? channel_->backlog() : 0; }
  void close() {
    if (auto channel = std::move(channel_)) channel->finish();
  }

 private:
  std::shared_ptr<StreamChannel> channel_;
};

class Responder {
 public:
  explicit Responder(std::shared_ptr<ResponseSink> sink) : sink_(std::move(sink)) {}
  Responder(Responder&&) noexcept = default;
  Responder& operator=(Responder&& other) noexcept {
    answer_if_unanswered();
    sink_ = std::move(other.sink_);
    return *this;
  }
  ~Responder() { answer_if_unanswered(); }

  // Further calls do nothing.
  void send(Response response) {
    if (auto sink = std::move(sink_)) sink->complete(std::move(response));
  }
  // Sends status and headers now; the body follows through the result. Not for HEAD.
  BodyStream stream(Response head) {
    auto sink = std::move(sink_);
    return BodyStream(sink ? sink->begin_stream(std::move(head)) : nullptr);
  }
  explicit operator bool() const { return sink_ != nullptr; }

 private:
  void answer_if_unanswered();

  std::shared_ptr<ResponseSink> sink_;
};

}  // namespace host::http
