#include "host/http/io_thread.hpp"

#include <boost/asio/post.hpp>
#include <random>

namespace host::http {
namespace {

std::uint64_t random_u64() {
  std::random_device device;
  return (static_cast<std::uint64_t>(device()) << 32U) | device();
}

// splitmix64: spreads a counter over 64 bits, without repeating.
std::uint64_t mix(std::uint64_t x) {
  x = (x ^ (x >> 30U)) * 0xbf58476d1ce4e5b9ULL;
  x = (x ^ (x >> 27U)) * 0x94d049bb133111ebULL;
  return x ^ (x >> 31U);
}

}  // namespace

IoThread::IoThread(std::shared_ptr<ServerState> state)
    : state_(std::move(state)),
      context_(1),  // concurrency hint: one thread runs it
      work_(context_.get_executor()),
      timer_(context_),
      id_seed_(random_u64()) {}

void IoThread::start() {
  schedule_tick();
  thread_ = std::thread([this] { run(); });
}

void IoThread::run() {
  for (;;) {
    try {
      context_.run();
      return;
    } catch (...) {
      // Out of memory, most likely. It costs one connection, which its deadline removes.
      count_one(state_->stats.io_exceptions);
    }
  }
}

void IoThread::request_stop() {
  boost::asio::post(context_, [this] {
    stopping_ = true;
    timer_.cancel();
    while (!sessions_.empty()) {
      const auto session = sessions_.front().self_;
      session->close();
    }
    work_.reset();
  });
}

void IoThread::join() {
  if (thread_.joinable()) thread_.join();
}

void IoThread::add(const std::shared_ptr<Session>& session) {
  session->self_ = session;
  sessions_.push_back(*session);
  count_one(state_->stats.connections_open);
  if (stopping_) session->close();
}

void IoThread::remove(Session& session) {
  sessions_.erase(sessions_.iterator_to(session));
  session.self_.reset();
  state_->stats.connections_open.fetch_sub(1, std::memory_order_relaxed);
}

RequestId IoThread::next_request_id() {
  static constexpr std::string_view kBase32 = "abcdefghijklmnopqrstuvwxyz234567";
  RequestId id;
  const std::uint64_t count = ++id_count_;
  std::uint64_t bits = mix(id_seed_ + count * 0x9e3779b97f4a7c15ULL);
  for (std::size_t i = 0; i < id.size(); ++i) {
    if (i == 12) bits = mix(id_seed_ ^ count);  // 12 × 5 bits are used up
    id[i] = kBase32[bits & 31U];
    bits >>= 5U;
  }
  return id;
}

void IoThread::schedule_tick() {
  timer_.expires_after(state_->limits.deadline_tick);
  timer_.async_wait([this](const boost::system::error_code& ec) {
    if (ec || stopping_) return;
    schedule_tick();  // first: should tick() throw, deadlines go on
    tick();
  });
}

void IoThread::tick() {
  const std::int64_t now = monotonic_ns();
  const bool draining = state_->draining.load(std::memory_order_relaxed);
  for (auto it = sessions_.begin(); it != sessions_.end();) {
    const auto session = (it++)->self_;  // on_tick() may remove it from the list
    session->on_tick(now, draining);
  }
}

}  // namespace host::http
