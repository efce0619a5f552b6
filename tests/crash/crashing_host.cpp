#include "tests/crash/crashing_host.hpp"

#include <stdexcept>

namespace crash {
namespace {

constexpr std::chrono::microseconds kSpinMax{3000};         // after the last ack, before the kill
constexpr std::chrono::microseconds kStartSpinMax{60'000};  // about one start
constexpr int kStillbornOneIn = 4;
constexpr std::chrono::milliseconds kLookEvery{100};  // whether the host still runs

}  // namespace

CrashingHost::CrashingHost(test::HostOptions options, Chance& chance)
    : options_(std::move(options)), chance_(chance) {
  kill_during_start();  // the very first start, which makes the store, is one of them
  start();
}

void CrashingHost::survive(int rounds, int acks_max) {
  for (int round = 0; round < rounds; ++round) {
    wait_for_acks(chance_.between(1, acks_max));
    chance_.spin(kSpinMax);
    require_running();
    host_->kill_now();
    {
      const std::lock_guard lock(mutex_);
      port_ = 0;
    }
    if (chance_.one_in(kStillbornOneIn)) kill_during_start();
    start();
  }
  const std::lock_guard lock(mutex_);
  survived_ = true;
}

void CrashingHost::start() {
  host_ = std::make_unique<test::HostProcess>(options_);
  {
    const std::lock_guard lock(mutex_);
    port_ = host_->port();
  }
  changed_.notify_all();
}

void CrashingHost::kill_during_start() {
  test::ChildProcess stillborn = test::spawn_host(options_);
  chance_.spin(kStartSpinMax);
  stillborn.kill_now();
}

void CrashingHost::wait_for_acks(int count) {
  const auto deadline = std::chrono::steady_clock::now() + kAckPatience;
  std::unique_lock lock(mutex_);
  const int target = acks_ + count;
  while (
      !changed_.wait_for(lock, kLookEvery, [&] { return acks_ >= target || !given_up_.empty(); })) {
    require_running();
    if (std::chrono::steady_clock::now() >= deadline) {
      throw std::runtime_error("too few acknowledgements; the host's standard error:\n" +
                               host_->stderr_text());
    }
  }
  check_locked();
}

void CrashingHost::require_running() {
  if (host_->is_running()) return;
  throw std::runtime_error("the host ended by itself; its standard error:\n" +
                           host_->stderr_text());
}

bool CrashingHost::has_survived() const {
  const std::lock_guard lock(mutex_);
  return survived_;
}

std::uint16_t CrashingHost::port() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return port_ != 0 || !given_up_.empty(); });
  check_locked();
  return port_;
}

void CrashingHost::count_ack() {
  {
    const std::lock_guard lock(mutex_);
    ++acks_;
  }
  changed_.notify_all();
}

int CrashingHost::acks() const {
  const std::lock_guard lock(mutex_);
  return acks_;
}

void CrashingHost::give_up(const std::string& reason) {
  {
    const std::lock_guard lock(mutex_);
    if (given_up_.empty()) given_up_ = reason;
  }
  changed_.notify_all();
}

void CrashingHost::check() const {
  const std::lock_guard lock(mutex_);
  check_locked();
}

void CrashingHost::check_locked() const {
  if (!given_up_.empty()) throw std::runtime_error(given_up_);
}

}  // namespace crash
