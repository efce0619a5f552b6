// CrashingHost: the real host, killed with SIGKILL again and again while other threads deliver to
// it, and started each time on the same data directory.
//
// The thread that made it runs survive(); senders call port(), count_ack() and has_survived(). Any
// thread may give up: everybody then gets the reason as an exception, nobody waits for ever.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>

#include "tests/crash/chance.hpp"
#include "tests/support/host_process.hpp"

namespace crash {

class CrashingHost {
 public:
  static constexpr std::chrono::seconds kAckPatience{60};  // for the acks before one kill

  CrashingHost(test::HostOptions options, Chance& chance);

  // Kills the host `rounds` times, each time after 1 to `acks_max` more acknowledgements. Some of
  // the starts in between are cut short as well. Ends with a running host. Throws
  // std::runtime_error when the host ends by itself or nothing is acknowledged any more.
  void survive(int rounds, int acks_max);

  // All kills are over. For senders: no new deliveries needed.
  bool has_survived() const;

  // The running host's port; waits while there is none. Throws after give_up().
  std::uint16_t port();

  void count_ack();
  void give_up(const std::string& reason);  // the first reason stays
  void check() const;                       // throws after give_up()

  int acks() const;
  test::HostProcess& process() { return *host_; }  // after survive()

 private:
  void start();
  void kill_during_start();
  void wait_for_acks(int count);
  void require_running();
  void check_locked() const;  // mutex_ held

  const test::HostOptions options_;
  Chance& chance_;
  std::unique_ptr<test::HostProcess> host_;  // of the thread that made this

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  // guarded by mutex_:
  std::uint16_t port_ = 0;  // 0 = no host
  int acks_ = 0;
  bool survived_ = false;
  std::string given_up_;
};

}  // namespace crash
