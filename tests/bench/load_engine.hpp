// Drives keep-alive connections with one request under way on each, from one thread over epoll.
// Closed loop: the next request goes out when the answer is in. Open loop: requests are due on a
// fixed schedule and latency counts from the due time, so a stall of the host is paid by every
// request it delays (no coordinated omission).
#pragma once

#include <cstdint>
#include <map>

#include "tests/bench/histogram.hpp"
#include "tests/bench/request_factory.hpp"
#include "tests/bench/target.hpp"

namespace bench {

struct LoadPlan {
  int connections = 64;
  std::uint64_t requests = 0;  // 0: until duration_ns is over
  std::int64_t duration_ns = 0;
  double rate = 0;  // requests per second; 0: closed loop
};

struct LoadReport {
  std::uint64_t sent = 0;
  std::uint64_t errors = 0;      // connection lost or answer not understood
  std::uint64_t unfinished = 0;  // not answered, or never sent, when the run was given up
  std::uint64_t reconnects = 0;
  std::map<int, std::uint64_t> by_status;
  Histogram latency;
  std::int64_t begin_ns = 0;  // first send
  std::int64_t end_ns = 0;    // last answer

  std::uint64_t succeeded() const;  // 2xx
};

// Runs the plan to its end, or gives up when nothing was answered for 30 s. Throws
// std::system_error when the target cannot be connected.
LoadReport run_load(const LoadPlan& plan, const Target& target, RequestFactory& requests);

}  // namespace bench
