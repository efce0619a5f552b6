// HttpStats: counters of one server, written by its I/O threads, read by whoever exports them.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>

#include "host/base/duration_histogram.hpp"
#include "host/http/problem_counts.hpp"

namespace host::http {

using Counter = std::atomic<std::uint64_t>;

inline void count_one(Counter& counter) { counter.fetch_add(1, std::memory_order_relaxed); }

// Answers by what they say of the request. 1xx and 3xx count as ok: not an error.
enum class AnswerClass : std::uint8_t { ok, client_error, server_error };
inline constexpr std::size_t kAnswerClasses = 3;

inline AnswerClass class_of(int status) {
  if (status >= 500) return AnswerClass::server_error;
  return status >= 400 ? AnswerClass::client_error : AnswerClass::ok;
}

// Of one route.
struct RouteStats {
  std::array<Counter, kAnswerClasses> answers{};  // by AnswerClass
  DurationHistogram handling;  // whole request to answer; only of answers that are ok
};

struct HttpStats {
  Counter connections_accepted{0};
  Counter connections_open{0};
  Counter accept_errors{0};
  Counter accept_paused{0};  // times the connection cap stopped accepting

  Counter requests{0};
  Counter body_bytes{0};
  RouteStats no_route;  // answers to requests without one: 404, 405, malformed, preflights
  ProblemCounts problems;

  Counter refused_malformed{0};  // 400 and 505 by the message guard or the parser
  Counter refused_too_large{0};  // 413, 414, 431
  Counter refused_overloaded{0};
  Counter refused_no_route{0};  // 404 and 405

  Counter timeouts_idle{0};
  Counter timeouts_header{0};
  Counter timeouts_body{0};
  Counter timeouts_write{0};
  Counter timeouts_handler{0};  // answered 503 because the handler was too slow
  Counter handler_exceptions{0};
  Counter io_exceptions{0};
  Counter slow_streams{0};  // streamed responses cut off for their backlog
};

}  // namespace host::http
