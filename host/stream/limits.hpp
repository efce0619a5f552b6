// Every bound of the stream, named.
//
// The constants are the production values; StreamLimits carries them at run time so that tests can
// use small ones.
#pragma once

#include <chrono>
#include <cstddef>

namespace host::stream {

// Each holds a connection: below http::kMaxConnections, so that streams leave room for requests.
inline constexpr std::size_t kSubscribersMax = 640;
inline constexpr std::size_t kSubscribersPerTenantMax = 512;

// Formatted entries that wait for one client's socket. One entry may go beyond it (a value may have
// 256 KiB); together still below http::kMaxStreamBacklogBytes.
inline constexpr std::size_t kStreamBufferBytes = std::size_t{256} << 10;

// Under load what was written is announced this often, all at once: a socket write per subscriber
// and round instead of one per entry. After a quiet time the first entry goes out immediately.
inline constexpr std::chrono::milliseconds kRoundEvery{300};
// How often a full buffer is looked at.
inline constexpr std::chrono::milliseconds kDrainLook{20};
// Intake comes first: the thread has a lower priority than all others, so that it works while they
// wait for the disk.
inline constexpr int kThreadNice = 10;
// And after announcing, and after catching up, it rests this many times as long as that took: a
// fifth of a core each. A rest after a round ends at kRoundRestMax all the same, so that under
// overload subscribers are a second behind rather than ever further.
inline constexpr int kRestFactor = 4;
inline constexpr std::chrono::milliseconds kRoundRestMax{400};
// The I/O threads write what is handed over before they go on with requests: so much at once, then
// they get a pause for those.
inline constexpr std::size_t kFlushBytes = std::size_t{1} << 20;
inline constexpr std::chrono::milliseconds kFlushPause{1};
// Catching up works this long at a time, or a little more.
inline constexpr std::chrono::milliseconds kCatchUpSlice{10};

// A subscriber that could not take what was new for this long is told `lagged`.
inline constexpr std::chrono::milliseconds kLaggedAfter{1000};
inline constexpr std::chrono::milliseconds kHeartbeatEvery{15'000};
// How often clients that left, and keys that ended, are noticed while nothing is written.
inline constexpr std::chrono::milliseconds kSweepEvery{1000};
// What clients are asked to wait before they connect again.
inline constexpr std::chrono::milliseconds kReconnectAfter{2000};

struct StreamLimits {
  std::size_t subscribers = kSubscribersMax;
  std::size_t subscribers_per_tenant = kSubscribersPerTenantMax;
  std::size_t buffer_bytes = kStreamBufferBytes;
  std::chrono::milliseconds round_every = kRoundEvery;
  std::chrono::milliseconds lagged_after = kLaggedAfter;
  std::chrono::milliseconds heartbeat_every = kHeartbeatEvery;
  std::chrono::milliseconds sweep_every = kSweepEvery;
};

}  // namespace host::stream
