// HttpStats: counters of one server, written by its I/O threads, read by whoever exports them.
#pragma once

#include <atomic>
#include <cstdint>

namespace host::http {

using Counter = std::atomic<std::uint64_t>;

inline void count_one(Counter& counter) { counter.fetch_add(1, std::memory_order_relaxed); }

struct HttpStats {
  Counter connections_accepted{0};
  Counter connections_open{0};
  Counter accept_errors{0};
  Counter accept_paused{0};  // times the connection cap stopped accepting

  Counter requests{0};
  Counter responses_2xx{0};  // 1xx and 3xx count here too: not an error
  Counter responses_4xx{0};
  Counter responses_5xx{0};
  Counter body_bytes{0};

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
