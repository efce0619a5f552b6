#include "host/http/request_reader.hpp"

#include <algorithm>
#include <cstring>

namespace host::http {
namespace {

static_assert(kReadBufferBytes >= 2 * kMaxHeadBytes, "a compacted buffer must take a whole header");
static_assert(kReadBufferBytes > 2 * kMaxChunkLineBytes);

constexpr std::size_t kUsualHeaderCount = 16;

}  // namespace

RequestReader::RequestReader(const Limits& limits)
    : limits_(limits), buffer_(new char[kReadBufferBytes]) {}

std::span<char> RequestReader::prepare() {
  if (state_ == State::kBody && framing_.body == Framing::Body::kLength) {
    // Straight into the body. Growing in steps touches memory only as fast as bytes arrive.
    const auto goal = std::min(framing_.content_length, body_filled_ + kBodyReadStepBytes);
    request_.body.resize(goal);
    return {request_.body.data() + body_filled_, static_cast<std::size_t>(goal - body_filled_)};
  }
  if (begin_ == end_) {
    begin_ = end_ = 0;
  } else if (kReadBufferBytes - end_ < kReadBufferBytes / 2) {
    std::memmove(buffer_.get(), buffer_.get() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  return {buffer_.get() + end_, kReadBufferBytes - end_};
}

void RequestReader::commit(std::size_t bytes) {
  if (state_ == State::kBody && framing_.body == Framing::Body::kLength) {
    body_filled_ += bytes;
  } else {
    end_ += bytes;
  }
}

RequestReader::Step RequestReader::advance() {
  switch (state_) {
    case State::kHead:
      return read_head();
    case State::kHeadDone:
      return Step::kHead;
    case State::kBody:
      if (framing_.body == Framing::Body::kChunked) return read_chunks();
      if (body_filled_ < framing_.content_length) return Step::kNeedData;
      state_ = State::kComplete;
      return Step::kComplete;
    case State::kComplete:
      return Step::kComplete;
    case State::kRefused:
      break;
  }
  return Step::kRefused;
}

RequestReader::Step RequestReader::refuse(const Refusal& refusal) {
  refusal_ = refusal;
  state_ = State::kRefused;
  return Step::kRefused;
}

RequestReader::Step RequestReader::read_head() {
  // RFC 9112 section 2.2: ignore an empty line before the request line (once).
  if (!scanner_started_) {
    if (unread().empty() || unread() == "\r") return Step::kNeedData;
    if (unread().starts_with("\r\n")) begin_ += 2;
    scanner_started_ = true;
  }
  switch (scanner_.scan(unread(), limits_)) {
    case HeadScanner::State::kNeedMore:
      return Step::kNeedData;
    case HeadScanner::State::kRefused:
      return refuse(scanner_.refusal());
    case HeadScanner::State::kComplete:
      break;
  }
  const std::size_t size = scanner_.head_bytes();
  request_.raw_head.reset(new char[size]);
  std::memcpy(request_.raw_head.get(), buffer_.get() + begin_, size);
  begin_ += size;

  request_.headers.reserve(kUsualHeaderCount);
  parser_.emplace(limits_);
  if (const auto bad = parser_->parse_head({request_.raw_head.get(), size}, request_)) {
    return refuse(*bad);
  }
  auto framing = check_message(request_, limits_);
  if (const auto* bad = std::get_if<Refusal>(&framing)) return refuse(*bad);
  framing_ = std::get<Framing>(framing);
  request_.is_chunked = framing_.body == Framing::Body::kChunked;
  if (!request_.is_chunked && request_.headers.find("Content-Length")) {
    request_.content_length = framing_.content_length;
  }
  state_ = State::kHeadDone;
  return Step::kHead;
}

std::optional<Refusal> RequestReader::begin_body(std::uint64_t max_body_bytes, ByteBudget& budget) {
  max_body_bytes_ = max_body_bytes;
  request_.reservation = BodyReservation(budget);
  if (framing_.body == Framing::Body::kLength) {
    if (framing_.content_length > max_body_bytes) return kBodyTooLarge;
    if (!request_.reservation.grow(framing_.content_length)) return kOverloaded;
    take_buffered_body();
  }
  state_ = framing_.body == Framing::Body::kNone ? State::kComplete : State::kBody;
  return std::nullopt;
}

void RequestReader::take_buffered_body() {
  const std::string_view bytes = unread().substr(0, framing_.content_length);
  request_.body.reserve(framing_.content_length);
  request_.body.assign(bytes);
  body_filled_ = bytes.size();
  begin_ += bytes.size();
}

bool RequestReader::skip_body() {
  if (framing_.body == Framing::Body::kChunked) return false;
  if (framing_.body == Framing::Body::kLength) {
    if (unread().size() < framing_.content_length) return false;
    begin_ += framing_.content_length;
  }
  state_ = State::kComplete;
  return true;
}

RequestReader::Step RequestReader::read_chunks() {
  std::optional<Refusal> bad;
  const std::size_t used = parser_->decode_chunks(unread(), request_, max_body_bytes_, bad);
  begin_ += used;
  wire_bytes_ += used;
  if (bad) return refuse(*bad);
  if (parser_->is_done()) {
    state_ = State::kComplete;
    return Step::kComplete;
  }
  // What is left is an unfinished chunk line or trailer section.
  const std::uint64_t decoded = request_.body.size();
  if (unread().size() > kMaxChunkLineBytes || wire_bytes_ > 2 * decoded + kChunkOverheadBytes) {
    return refuse(kChunkOverhead);
  }
  return Step::kNeedData;
}

void RequestReader::drop_message() {
  state_ = State::kRefused;
  request_ = Request();
}

std::span<char> RequestReader::discard_buffer() {
  state_ = State::kRefused;
  begin_ = end_ = 0;
  return {buffer_.get(), kReadBufferBytes};
}

void RequestReader::next() {
  state_ = State::kHead;
  scanner_.reset();
  scanner_started_ = false;
  parser_.reset();
  request_ = Request();
  framing_ = Framing();
  body_filled_ = wire_bytes_ = 0;
}

std::uint64_t RequestReader::body_bytes_received() const {
  return framing_.body == Framing::Body::kChunked ? wire_bytes_ : body_filled_;
}

}  // namespace host::http
