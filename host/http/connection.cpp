#include "host/http/connection.hpp"

namespace host::http {
namespace {

namespace asio = boost::asio;

constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
// A connection that goes idle while draining gets this long for a request already on its way.
constexpr std::int64_t kDrainIdleNs = 100 * kNsPerMs;

std::int64_t to_ns(std::chrono::milliseconds time) { return time.count() * kNsPerMs; }

}  // namespace

Connection::Connection(std::shared_ptr<IoThread> io, Socket socket)
    : io_(std::move(io)),
      server_(io_->state()),
      socket_(std::move(socket)),
      slot_(server_.open),
      born_ns_(monotonic_ns()),
      reader_(server_.limits),
      route_stats_(&server_.stats.no_route) {}

void Connection::start() {
  Ec ec;
  socket_.set_option(asio::ip::tcp::no_delay(true), ec);
  socket_.non_blocking(true, ec);
  const auto peer = socket_.remote_endpoint(ec);
  if (ec) return;  // gone before it began; not yet in the thread's list
  peer_address_ = peer.address().to_string();
  const bool mapped = peer.address().is_v6() && peer.address().to_v6().is_v4_mapped();
  is_loopback_peer_ =
      mapped ? asio::ip::make_address_v4(asio::ip::v4_mapped, peer.address().to_v6()).is_loopback()
             : peer.address().is_loopback();
  io_->add(shared_from_this());
  if (phase_ == Phase::kClosed) return;
  enter(Phase::kHead);  // a new connection has the header deadline, not the idle one
  read();
}

void Connection::close() {
  if (phase_ == Phase::kClosed) return;
  phase_ = Phase::kClosed;
  Ec ignored;
  socket_.close(ignored);
  io_->remove(*this);
  slot_.release();
}

// ---- deadlines -------------------------------------------------------------------------------

void Connection::enter(Phase phase) {
  phase_ = phase;
  phase_start_ns_ = monotonic_ns();
}

bool Connection::is_past_deadline(std::int64_t now_ns) const {
  const Limits& limits = server_.limits;
  // Time that `bytes` may take beyond the phase's grace.
  const auto at_least_rate = [&](std::uint64_t bytes) {
    return static_cast<std::int64_t>(bytes * 1000 / limits.min_bytes_per_second) * kNsPerMs;
  };
  std::int64_t allowed = 0;
  switch (phase_) {
    case Phase::kIdle:
      allowed = to_ns(limits.idle_deadline);
      break;
    case Phase::kHead:
      allowed = to_ns(limits.header_deadline);
      break;
    case Phase::kBody:
      allowed = to_ns(limits.body_deadline) + at_least_rate(reader_.body_bytes_received());
      break;
    case Phase::kWriting:
      allowed = to_ns(limits.write_deadline) + at_least_rate(body_out_.size());
      break;
    case Phase::kLingering:
      allowed = to_ns(limits.linger_deadline);
      break;
    case Phase::kHandling:
      if (answer_within_ns_ == 0) return false;  // the handler keeps its own time
      allowed = answer_within_ns_;
      break;
    case Phase::kClosed:
      return false;
  }
  return now_ns - phase_start_ns_ > allowed;
}

void Connection::on_tick(std::int64_t now_ns, bool draining) {
  const bool is_idle =
      phase_ == Phase::kIdle || (phase_ == Phase::kHead && reader_.buffered() == 0);
  if (draining && is_idle && now_ns - phase_start_ns_ > kDrainIdleNs) return close();
  if (is_past_deadline(now_ns)) time_out();
}

void Connection::time_out() {
  HttpStats& stats = server_.stats;
  const bool silent = phase_ == Phase::kHead && reader_.buffered() == 0;
  switch (phase_) {
    case Phase::kIdle:
      count_one(stats.timeouts_idle);
      break;
    case Phase::kHead:
      count_one(stats.timeouts_header);
      break;
    case Phase::kBody:
      count_one(stats.timeouts_body);
      break;
    case Phase::kWriting:
      count_one(stats.timeouts_write);
      break;
    case Phase::kHandling:
      count_one(stats.timeouts_handler);
      break;
    default:
      break;
  }
  if (phase_ == Phase::kHandling) {
    static constexpr Refusal kBusy{503, "overloaded",
                                   "The request was not finished in time; try again shortly."};
    refuse(kBusy);
    return;
  }
  if ((phase_ == Phase::kHead && !silent) || phase_ == Phase::kBody) {
    static constexpr Refusal kTooSlow{408, "request_timeout",
                                      "The request did not arrive in time; send it again."};
    refuse(kTooSlow);
    return;
  }
  close();
}

// ---- reading ---------------------------------------------------------------------------------

void Connection::read() {
  const auto space = reader_.prepare();
  socket_.async_read_some(
      asio::buffer(space.data(), space.size()),
      [self = shared_from_this()](const Ec& ec, std::size_t bytes) { self->on_read(ec, bytes); });
}

void Connection::on_read(const Ec& ec, std::size_t bytes) {
  // After a timeout the phase has moved on, and this read was cancelled by it.
  if (phase_ != Phase::kIdle && phase_ != Phase::kHead && phase_ != Phase::kBody) return;
  if (ec) return close();
  reader_.commit(bytes);
  if (phase_ == Phase::kIdle) enter(Phase::kHead);
  process();
}

// Goes on until bytes are missing or the request is in its handler's hands.
void Connection::process() {
  for (;;) {
    switch (reader_.advance()) {
      case RequestReader::Step::kNeedData:
        return read();
      case RequestReader::Step::kRefused:
        return refuse(reader_.refusal());
      case RequestReader::Step::kComplete:
        return dispatch();
      case RequestReader::Step::kHead:
        if (!on_head()) return;
        break;
    }
  }
}

// Stage 1. False: answered already.
bool Connection::on_head() {
  Request& request = reader_.request();
  request.id = request_id_ = io_->next_request_id();
  request.received_ns = server_.clock.now_ns();
  request.peer_address = peer_address_;
  request.is_loopback_peer = is_loopback_peer_;
  is_head_request_ = request.method == "HEAD";
  is_http10_ = request.version == 10;
  cors_origin_ = server_.cors.listed_origin(request);
  const Limits& limits = server_.limits;
  ++requests_;
  count_one(server_.stats.requests);
  keep_alive_ = reader_.framing().keep_alive && requests_ < limits.max_requests_per_connection &&
                monotonic_ns() - born_ns_ < to_ns(limits.max_connection_age);

  if (!cors_origin_.empty() && Cors::is_preflight(request)) {
    refuse_head(Cors::preflight_answer());
    return false;
  }
  Router::Match match = server_.router.find(request);
  if (match.handler == nullptr) {
    count_one(server_.stats.refused_no_route);
    if (match.allow.empty()) {
      refuse_head(
          problem(404, "not_found", "There is nothing at this path; see /docs for the API."));
    } else {
      Response response = problem(405, "method_not_allowed",
                                  "This path does not take that method; use " + match.allow + ".");
      response.set_header("Allow", match.allow);
      refuse_head(std::move(response));
    }
    return false;
  }
  handler_ = match.handler;
  route_stats_ = match.stats;
  HeadDecision decision = Proceed{};
  try {
    decision = handler_->on_head(request);
  } catch (...) {
    count_one(server_.stats.handler_exceptions);
    decision = problem(500, "internal_error",
                       "The server failed to answer this request; report the X-Request-Id.");
  }
  if (auto* response = std::get_if<Response>(&decision)) {
    refuse_head(std::move(*response));
    return false;
  }
  const Proceed& proceed = std::get<Proceed>(decision);
  answer_within_ns_ = proceed.answer_within.count();
  if (const auto bad = reader_.begin_body(proceed.max_body_bytes, server_.budget)) {
    refuse(*bad);
    return false;
  }
  enter(Phase::kBody);
  return send_continue();
}

// The client waits for this line before it sends the body.
bool Connection::send_continue() {
  const Framing& framing = reader_.framing();
  if (!framing.expect_continue || framing.body == Framing::Body::kNone || reader_.buffered() > 0 ||
      reader_.body_bytes_received() > 0) {
    return true;
  }
  Ec ec;
  const std::size_t sent = socket_.write_some(asio::buffer(kContinue), ec);
  // 25 bytes into an empty send buffer: anything but success is a dead connection.
  if (!ec && sent == kContinue.size()) return true;
  close();
  return false;
}

// Stage 2.
void Connection::dispatch() {
  enter(Phase::kHandling);
  Request& request = reader_.request();
  server_.stats.body_bytes.fetch_add(request.body.size(), std::memory_order_relaxed);
  answer_.reset();
  in_handler_ = true;
  try {
    handler_->handle(std::move(request), Responder(shared_from_this()));
  } catch (...) {
    // The Responder died on the way here and has answered 500.
    count_one(server_.stats.handler_exceptions);
  }
  in_handler_ = false;
  if (answer_) respond(std::move(*answer_));
}

// ---- refusing --------------------------------------------------------------------------------

void Connection::refuse(const Refusal& refusal) {
  switch (refusal.status) {
    case 400:
    case 505:
      count_one(server_.stats.refused_malformed);
      break;
    case 413:
    case 414:
    case 431:
      count_one(server_.stats.refused_too_large);
      break;
    case 503:
      count_one(server_.stats.refused_overloaded);
      break;
    default:
      break;
  }
  if (request_id_ == RequestId{}) request_id_ = io_->next_request_id();
  reader_.drop_message();
  Response response = problem(refusal.status, refusal.code, refusal.detail);
  response.close = true;
  if (refusal.status == 503) response.retry_after(1);
  respond(std::move(response));
}

// An answer before the body was read: the connection survives only if the body can be skipped.
void Connection::refuse_head(Response response) {
  if (!reader_.skip_body()) response.close = true;
  respond(std::move(response));
}

}  // namespace host::http
