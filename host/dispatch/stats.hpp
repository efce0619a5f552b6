// LaneStats: what a lane counts, for metrics; LaneLevels: how full it is.
//
// Thread rule: any thread. A settlement is counted when it is on disk, so a rerun is counted once.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

#include "host/base/duration_histogram.hpp"

namespace host::dispatch {

// What became of an event that a lane settled.
enum class Settled : std::uint8_t { written, context, unchanged, raw, skipped, retrying, dead };
inline constexpr std::array<const char*, 7> kSettledNames = {
    "written", "context", "unchanged", "raw", "skipped", "retrying", "dead"};

// Why an event was kept raw.
enum class RawReason : std::uint8_t { none, not_listed, unmatched, no_results, refused_results };
inline constexpr std::array<const char*, 5> kRawReasonNames = {"", "not_listed", "unmatched",
                                                               "no_results", "refused_results"};

struct LaneStats {
  using Count = std::atomic<std::uint64_t>;

  DurationHistogram transforms;
  Count failed{0};
  Count conflicts{0};    // came back, because what they had read was changed meanwhile
  Count storage{0};      // refused by the store; tried again
  Count timers_lost{0};  // retries beyond kTimersMax, read from the inbox again later
  std::array<Count, kSettledNames.size()> results{};        // by Settled
  std::array<Count, kRawReasonNames.size()> raw_reasons{};  // by RawReason

  // monotonic_ns() at the beginning of the transform that runs now; 0 = none runs.
  std::atomic<std::int64_t> running_since{0};
};

inline void add_to(LaneStats::Count& count) { count.fetch_add(1, std::memory_order_relaxed); }

struct LaneLevels {
  bool held = false;             // has no code to run
  std::size_t queued_bytes = 0;  // see kLaneBytesMax
  std::size_t unsettled = 0;     // see kUnsettledMax
  std::size_t timers = 0;        // see kTimersMax
};

}  // namespace host::dispatch
