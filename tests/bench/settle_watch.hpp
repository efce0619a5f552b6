// Waits until the host has settled everything it accepted: durable ingestion ends when the last
// event is done, not when it is acknowledged.
#pragma once

#include <cstdint>
#include <string_view>

#include "tests/bench/target.hpp"

namespace bench {

struct EventCounts {
  std::uint64_t received = 0;
  std::uint64_t done = 0;
  std::uint64_t dead = 0;
  std::uint64_t duplicates = 0;
};

// Reads "events" out of a GET /api/v1/stats body; throws std::runtime_error when it is not there.
EventCounts parse_event_counts(std::string_view stats_json);

EventCounts fetch_event_counts(const Target& target);

// Polls until `expected` events are received and each is done or dead; throws std::runtime_error
// after `timeout_ns`. The answer's counts are those of the last poll.
EventCounts wait_until_settled(const Target& target, std::uint64_t expected,
                               std::int64_t timeout_ns);

}  // namespace bench
