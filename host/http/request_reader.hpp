// RequestReader (private): turns received bytes into Requests, without touching a socket.
//
// Cycle per message: prepare()/commit() bytes and advance() until kHead; begin_body(); the same
// until kComplete; take the request; next(). Bytes of a pipelined successor stay buffered.
// After kRefused the connection must not be read as HTTP any more.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>

#include "host/http/message_guard.hpp"
#include "host/http/message_parser.hpp"

namespace host::http {

class RequestReader {
 public:
  enum class Step { kNeedData, kHead, kComplete, kRefused };

  explicit RequestReader(const Limits& limits);

  // Where the next received bytes go; never empty. commit() says how many came.
  std::span<char> prepare();
  void commit(std::size_t bytes);

  Step advance();

  // After kHead: applies the body limit and reserves declared bytes. A refusal leaves the body
  // unread.
  std::optional<Refusal> begin_body(std::uint64_t max_body_bytes, ByteBudget& budget);
  // After kHead, instead of begin_body(): true if the body could be skipped because it is empty
  // or completely buffered.
  bool skip_body();

  // Gives back the current message's memory and reservation; the connection is to be closed.
  void drop_message();
  // Throws away what is buffered and offers the space for more to throw away: for a connection that
  // is no longer read as HTTP.
  std::span<char> discard_buffer();

  // Forgets the message and starts with what is buffered behind it.
  void next();

  Request& request() { return request_; }
  const Framing& framing() const { return framing_; }
  const Refusal& refusal() const { return *refusal_; }
  std::size_t buffered() const { return end_ - begin_; }
  std::uint64_t body_bytes_received() const;

 private:
  enum class State { kHead, kHeadDone, kBody, kComplete, kRefused };

  std::string_view unread() const { return {buffer_.get() + begin_, end_ - begin_}; }
  Step refuse(const Refusal& refusal);
  Step read_head();
  Step read_chunks();
  void take_buffered_body();

  const Limits& limits_;
  State state_ = State::kHead;
  std::unique_ptr<char[]> buffer_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;

  HeadScanner scanner_;
  bool scanner_started_ = false;  // past an optional leading empty line
  std::optional<MessageParser> parser_;
  Request request_;
  Framing framing_;
  std::optional<Refusal> refusal_;
  std::uint64_t max_body_bytes_ = 0;
  std::uint64_t body_filled_ = 0;  // of a Content-Length body
  std::uint64_t wire_bytes_ = 0;   // of a chunked body
};

}  // namespace host::http
