#include "tests/bench/load_engine.hpp"

#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <limits>
#include <memory>
#include <system_error>
#include <vector>

#include "tests/bench/monotonic.hpp"
#include "tests/bench/response_reader.hpp"
#include "tests/support/unique_fd.hpp"

namespace bench {
namespace {

constexpr std::int64_t kGiveUpNs = 30 * kNsPerSecond;
constexpr int kWaitMs = 200;
constexpr std::size_t kReadBytes = 16 * 1024;

struct Connection {
  test::UniqueFd socket;
  Outgoing request;
  std::size_t sent = 0;
  std::int64_t started_ns = 0;  // open loop: when it was due
  bool is_busy = false;
  ResponseReader response;
};

class Engine {
 public:
  Engine(const LoadPlan& plan, const Target& target, RequestFactory& requests);
  LoadReport run();

 private:
  void open(Connection& connection);
  void reopen(Connection& connection);
  void arm_timer();
  bool is_everything_sent(std::int64_t now) const;
  bool next_is_due(std::int64_t now) const;
  void start_next(Connection& connection, std::int64_t now);
  void start_due();
  void write(Connection& connection);
  void read(Connection& connection);
  void fail(Connection& connection);
  void finish(Connection& connection);
  void on_event(const epoll_event& event);

  const LoadPlan& plan_;
  const Target& target_;
  RequestFactory& requests_;
  LoadReport report_;
  test::UniqueFd epoll_;
  test::UniqueFd timer_;
  std::vector<std::unique_ptr<Connection>> connections_;
  std::vector<Connection*> idle_;
  std::uint64_t planned_ = 0;  // requests in all; the largest number when only time ends the run
  double period_ns_ = 0;
  std::int64_t last_answer_ns_ = 0;
};

[[noreturn]] void throw_errno(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

Engine::Engine(const LoadPlan& plan, const Target& target, RequestFactory& requests)
    : plan_(plan), target_(target), requests_(requests), epoll_(epoll_create1(EPOLL_CLOEXEC)) {
  if (epoll_.get() < 0) throw_errno("epoll_create1");
  planned_ = plan.requests != 0 ? plan.requests : std::numeric_limits<std::uint64_t>::max();
  if (plan.rate > 0) {
    period_ns_ = static_cast<double>(kNsPerSecond) / plan.rate;
    if (plan.requests == 0) {
      planned_ = static_cast<std::uint64_t>(static_cast<double>(plan.duration_ns) / period_ns_);
    }
  }
  for (int i = 0; i < plan.connections; ++i) {
    connections_.push_back(std::make_unique<Connection>());
    open(*connections_.back());
    idle_.push_back(connections_.back().get());
  }
}

void Engine::open(Connection& connection) {
  connection.socket = test::UniqueFd(connect_to(target_));
  fcntl(connection.socket.get(), F_SETFL, O_NONBLOCK);
  epoll_event event{};
  event.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
  event.data.ptr = &connection;
  if (epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, connection.socket.get(), &event) != 0) {
    throw_errno("epoll_ctl");
  }
}

void Engine::reopen(Connection& connection) {
  ++report_.reconnects;
  connection.response.reset();
  connection.socket = test::UniqueFd();
  open(connection);
}

// One wake-up per due request; sleeping in epoll leaves the processor to the host.
void Engine::arm_timer() {
  timer_ = test::UniqueFd(timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC));
  if (timer_.get() < 0) throw_errno("timerfd_create");
  const auto period = std::max<std::int64_t>(static_cast<std::int64_t>(period_ns_), 1);
  itimerspec spec{};
  spec.it_interval = {period / kNsPerSecond, period % kNsPerSecond};
  spec.it_value = spec.it_interval;
  if (timerfd_settime(timer_.get(), 0, &spec, nullptr) != 0) throw_errno("timerfd_settime");
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.ptr = nullptr;
  if (epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, timer_.get(), &event) != 0) throw_errno("epoll_ctl");
}

bool Engine::is_everything_sent(std::int64_t now) const {
  if (report_.sent >= planned_) return true;
  return period_ns_ <= 0 && plan_.duration_ns > 0 && now - report_.begin_ns >= plan_.duration_ns;
}

bool Engine::next_is_due(std::int64_t now) const {
  if (is_everything_sent(now)) return false;
  if (period_ns_ <= 0) return true;
  return static_cast<double>(now - report_.begin_ns) >=
         static_cast<double>(report_.sent) * period_ns_;
}

void Engine::start_next(Connection& connection, std::int64_t now) {
  const auto due = static_cast<std::int64_t>(static_cast<double>(report_.sent) * period_ns_);
  connection.started_ns = period_ns_ > 0 ? report_.begin_ns + due : now;
  requests_.fill(connection.request);
  connection.sent = 0;
  connection.is_busy = true;
  connection.response.reset();
  ++report_.sent;
  write(connection);
}

void Engine::start_due() {
  for (std::int64_t now = now_ns(); !idle_.empty() && next_is_due(now); now = now_ns()) {
    Connection& connection = *idle_.back();
    idle_.pop_back();
    start_next(connection, now);
  }
}

void Engine::write(Connection& connection) {
  const Outgoing& request = connection.request;
  const std::array<std::string_view, 3> parts = {
      request.head, request.body, std::string_view(request.tail.data(), request.tail.size())};
  const std::size_t total = parts[0].size() + parts[1].size() + parts[2].size();
  while (connection.sent < total) {
    std::array<iovec, 3> pieces;
    int count = 0;
    std::size_t skip = connection.sent;
    for (const std::string_view part : parts) {
      const std::size_t skipped = std::min(skip, part.size());
      skip -= skipped;
      if (skipped == part.size()) continue;
      pieces[static_cast<std::size_t>(count++)] = {const_cast<char*>(part.data()) + skipped,
                                                   part.size() - skipped};
    }
    const ssize_t written = writev(connection.socket.get(), pieces.data(), count);
    if (written < 0) {
      if (errno == EAGAIN) return;  // EPOLLOUT comes back here
      if (errno == EINTR) continue;
      return fail(connection);
    }
    connection.sent += static_cast<std::size_t>(written);
  }
}

void Engine::read(Connection& connection) {
  std::array<char, kReadBytes> buffer;
  for (;;) {
    const ssize_t got = ::read(connection.socket.get(), buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0 && errno == EAGAIN) return;
    if (!connection.is_busy) return reopen(connection);  // closed while idle: nothing is lost
    if (got <= 0) return fail(connection);
    const auto size = static_cast<std::size_t>(got);
    switch (connection.response.feed({buffer.data(), size})) {
      case ResponseReader::State::kComplete:
        return finish(connection);
      case ResponseReader::State::kBroken:
        return fail(connection);
      case ResponseReader::State::kNeedData:
        if (size < buffer.size()) return;  // drained; more bytes make a new event
    }
  }
}

void Engine::fail(Connection& connection) {
  ++report_.errors;
  connection.is_busy = false;
  reopen(connection);
  idle_.push_back(&connection);
}

void Engine::finish(Connection& connection) {
  const std::int64_t now = now_ns();
  report_.latency.record(now - connection.started_ns);
  ++report_.by_status[connection.response.status()];
  report_.end_ns = last_answer_ns_ = now;
  connection.is_busy = false;
  if (!connection.response.keep_alive()) reopen(connection);
  if (next_is_due(now)) return start_next(connection, now);
  idle_.push_back(&connection);
}

void Engine::on_event(const epoll_event& event) {
  if (event.data.ptr == nullptr) {
    std::uint64_t expirations = 0;
    // A failed read only means that another wake-up took it.
    [[maybe_unused]] const ssize_t got = ::read(timer_.get(), &expirations, sizeof expirations);
    return;
  }
  auto& connection = *static_cast<Connection*>(event.data.ptr);
  if ((event.events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0) {
    read(connection);
  } else if (connection.is_busy) {
    write(connection);
  }
}

LoadReport Engine::run() {
  std::array<epoll_event, 256> events;
  report_.begin_ns = report_.end_ns = last_answer_ns_ = now_ns();
  if (period_ns_ > 0) arm_timer();
  for (;;) {
    start_due();
    const std::int64_t now = now_ns();
    if (is_everything_sent(now) && idle_.size() == connections_.size()) break;
    if (now - last_answer_ns_ > kGiveUpNs) break;
    const int count =
        epoll_wait(epoll_.get(), events.data(), static_cast<int>(events.size()), kWaitMs);
    if (count < 0 && errno != EINTR) throw_errno("epoll_wait");
    for (int i = 0; i < count; ++i) on_event(events[static_cast<std::size_t>(i)]);
  }
  report_.unfinished = connections_.size() - idle_.size();
  if (planned_ != std::numeric_limits<std::uint64_t>::max()) {
    report_.unfinished += planned_ - report_.sent;
  }
  return std::move(report_);
}

}  // namespace

std::uint64_t LoadReport::succeeded() const {
  std::uint64_t count = 0;
  for (const auto& [status, times] : by_status) {
    if (status / 100 == 2) count += times;
  }
  return count;
}

LoadReport run_load(const LoadPlan& plan, const Target& target, RequestFactory& requests) {
  return Engine(plan, target, requests).run();
}

}  // namespace bench
