// What the stream counts, for metrics. Thread rule: any thread.
#pragma once

#include <atomic>
#include <cstdint>

namespace host::stream {

struct StreamStats {
  std::atomic<std::uint64_t> opened{0};     // streams, since the start
  std::atomic<std::uint64_t> refused{0};    // too_many_streams
  std::atomic<std::uint64_t> delivered{0};  // `write` events, over all streams
  std::atomic<std::uint64_t> lagged{0};     // times a slow reader was told so
  std::atomic<std::uint64_t> scanned{0};    // versions looked at
  std::atomic<std::uint64_t> ended{0};      // streams whose key ended
};

}  // namespace host::stream
