// Every bound of the HTTP layer, named, with where the number comes from.
//
// The constants are the production values; Limits carries them at run time so that tests can use
// short deadlines. Nothing in host/http reads or waits without one of these.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace host::http {

inline constexpr std::size_t kKiB = 1024;
inline constexpr std::size_t kMiB = 1024 * kKiB;

// Request line + header fields. nginx and Ceph RGW use 8–16 KiB; the largest real webhook header
// block we have seen is under 4 KiB.
inline constexpr std::size_t kMaxHeadBytes = 16 * kKiB;
// Providers send 10–30 fields; Apache's default is 100.
inline constexpr std::size_t kMaxHeaderCount = 100;
// userver's and nginx' default for the request target.
inline constexpr std::size_t kMaxTargetBytes = 8 * kKiB;
inline constexpr std::size_t kMaxQueryParams = 100;
inline constexpr std::size_t kMaxPathSegments = 64;

// Header plus a 10 KB body, the usual webhook, arrive with one read.
inline constexpr std::size_t kReadBufferBytes = 32 * kKiB;
// A body is read in steps of this size, so that memory is touched only as bytes arrive.
inline constexpr std::size_t kBodyReadStepBytes = 256 * kKiB;

// A handler's limit where it names none. Providers stay below 1 MiB except GitHub (25 MiB), whose
// manifest names its own limit.
inline constexpr std::uint64_t kDefaultMaxBodyBytes = 1 * kMiB;
// Body bytes of all requests together, from the header until the event is committed.
inline constexpr std::uint64_t kMaxBytesInFlight = 256 * kMiB;
// One chunk-size line with its extensions, or the whole trailer section.
inline constexpr std::size_t kMaxChunkLineBytes = 8 * kKiB;
// Wire bytes of a chunked body beyond twice its decoded size: a flood of one-byte chunks or of
// extensions ends here.
inline constexpr std::uint64_t kChunkOverheadBytes = 64 * kKiB;

// 1024 × 32 KiB read buffers = 32 MiB; also the usual soft limit of open files.
inline constexpr std::size_t kMaxConnections = 1024;
// A connection is closed politely after this many requests or this age, so that a load balancer
// gets to re-balance and no connection state lives for ever.
inline constexpr std::uint64_t kMaxRequestsPerConnection = 100'000;
inline constexpr std::chrono::minutes kMaxConnectionAge{60};

// Absolute, not per byte: ends a slowloris header.
inline constexpr std::chrono::seconds kHeaderDeadline{10};
// Grace for body and response; beyond it a client must keep up with kMinBytesPerSecond.
inline constexpr std::chrono::seconds kBodyDeadline{30};
inline constexpr std::chrono::seconds kWriteDeadline{30};
inline constexpr std::uint64_t kMinBytesPerSecond = 64 * kKiB;
inline constexpr std::chrono::seconds kIdleDeadline{60};
// After a refusal with unread body: read and discard this much, so that the client sees the answer
// and not a reset.
inline constexpr std::chrono::seconds kLingerDeadline{2};
inline constexpr std::size_t kLingerBytes = 4 * kMiB;
// Resolution of all deadlines: one timer per I/O thread scans its connections.
inline constexpr std::chrono::milliseconds kDeadlineTick{100};

inline constexpr std::chrono::milliseconds kAcceptBackoffMin{1};
inline constexpr std::chrono::milliseconds kAcceptBackoffMax{5000};
inline constexpr int kListenBacklog = 1024;

// Bytes queued for one slow reader of a streamed response before it is disconnected.
inline constexpr std::size_t kMaxStreamBacklogBytes = 1 * kMiB;

struct Limits {
  std::size_t max_head_bytes = kMaxHeadBytes;
  std::size_t max_header_count = kMaxHeaderCount;
  std::size_t max_target_bytes = kMaxTargetBytes;
  std::size_t max_connections = kMaxConnections;
  std::uint64_t max_requests_per_connection = kMaxRequestsPerConnection;
  std::chrono::milliseconds max_connection_age = kMaxConnectionAge;
  std::chrono::milliseconds header_deadline = kHeaderDeadline;
  std::chrono::milliseconds body_deadline = kBodyDeadline;
  std::chrono::milliseconds write_deadline = kWriteDeadline;
  std::chrono::milliseconds idle_deadline = kIdleDeadline;
  std::chrono::milliseconds linger_deadline = kLingerDeadline;
  std::chrono::milliseconds deadline_tick = kDeadlineTick;
  std::uint64_t min_bytes_per_second = kMinBytesPerSecond;
};

}  // namespace host::http
