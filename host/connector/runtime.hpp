// The connector runtime: how the host calls a connector's code. In process now; a worker process
// that gets the same structs as bytes over a socket later. So everything here is values and text.
//
// Limits below hold for both; a connector that exceeds one fails that event, never the host.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/base/error.hpp"

namespace host::connector {

inline constexpr std::size_t kResultsMax = 256;                       // per event
inline constexpr std::size_t kResultBytesMax = std::size_t{4} << 20;  // per event, all texts
inline constexpr std::size_t kValueMax = std::size_t{256} << 10;      // one value (contract 2.3)
inline constexpr std::size_t kRefsMax = 32;                           // pattern refs of one result
inline constexpr std::size_t kRefMax = 256;                           // bytes of one
inline constexpr std::size_t kReasonMax = 1024;
inline constexpr std::int64_t kRetryAfterMaxMs = 24LL * 3600 * 1000;
inline constexpr std::size_t kMemoryCallsMax = 64;                    // reads per event
inline constexpr std::size_t kMemoryBytesMax = std::size_t{4} << 20;  // records read per event
inline constexpr std::uint32_t kHmacCallsMax = 64;                    // per signature check
inline constexpr std::uint32_t kHmacPiecesMax = 64;                   // of one signed content
inline constexpr std::size_t kHmacBytesMax = std::size_t{256}
                                             << 20;  // per signature check, all calls

struct HeaderView {
  std::string_view name;
  std::string_view value;
};

// amfs_event; all views live until the call returns.
struct EventView {
  std::uint32_t flags = 0;  // AMFS_EVENT_…
  std::string_view event_id, delivery_id, event_type, connector, endpoint, method, query,
      content_type, body, payload;
  std::vector<HeaderView> headers;
  std::uint32_t attempt = 1;
  std::int64_t received_unix_ns = 0;
  std::int64_t occurred_unix_ns = 0;  // 0 = unknown
  std::int64_t deadline_mono_ns = 0;
};

// amfs_result.
struct ConnectorResult {
  std::uint32_t operation = 1;  // AMFS_OP_…
  std::uint32_t memory_type = 0;
  std::string entity_path, key, value_json, label, summary, source;
  std::vector<std::string> pattern_refs;
  std::optional<double> confidence;
  std::int64_t occurred_unix_ns = 0;  // 0 = the event's
  std::int64_t ttl_at_unix_ns = 0;    // 0 = never
};

// amfs_record.
struct MemoryRecord {
  std::string entity_path, key, value_json, agent_id;
  std::vector<std::string> pattern_refs;
  std::uint32_t memory_type = 0;
  double confidence = 1.0;
  std::uint64_t version = 0;
  std::int64_t occurred_unix_ns = 0;
  std::int64_t written_unix_ns = 0;
  std::int64_t ttl_at_unix_ns = 0;
};

// Memory as one call may read it. Used only during the call, on its thread.
class MemoryReader {
 public:
  virtual ~MemoryReader() = default;
  virtual Result<std::optional<MemoryRecord>> get(std::string_view path, std::string_view key) = 0;
  virtual Result<std::optional<MemoryRecord>> find_ref(std::string_view reference) = 0;
  virtual Result<std::vector<MemoryRecord>> list(std::string_view path, std::size_t limit) = 0;
};

enum class TransformStatus : std::uint8_t {
  ok,         // results count, all of them
  skip,       // deliberately nothing
  unmatched,  // keep it raw
  retry,      // not now
  failed,     // a defect: retried, then dead
};

struct TransformOutcome {
  TransformStatus status = TransformStatus::failed;
  std::vector<ConnectorResult> results;  // only with ok
  std::string reason;                    // not with ok; at most kReasonMax bytes
  std::int64_t retry_after_ms = 0;       // with retry
};

// amfs_sigcheck; all views live until the call returns.
struct SigcheckView {
  std::string_view body, signature, timestamp, id, method, url;
  std::vector<HeaderView> headers;
  std::uint32_t secret_count = 0;
  std::int64_t received_unix_ns = 0;
  std::int64_t tolerance_ns = 0;
  std::int64_t deadline_mono_ns = 0;
};

enum class HmacAnswer : std::uint8_t { match, mismatch, unsupported };

// What a signature check may ask the host: the secrets themselves never reach a connector. Used
// only during the call, on its thread.
class HmacService {
 public:
  virtual ~HmacService() = default;
  // `algorithm` is AMFS_HMAC_…, `candidate` text in the manifest's signature_encoding.
  virtual HmacAnswer verify(std::uint32_t secret_index, std::uint32_t algorithm,
                            const std::vector<std::string_view>& pieces,
                            std::string_view candidate) const = 0;
};

enum class SigcheckStatus : std::uint8_t {
  accepted,
  rejected,
  failed,  // the check could not be made: the sender should try again
};

struct SigcheckOutcome {
  SigcheckStatus status = SigcheckStatus::failed;
  std::string reason;  // not with accepted; at most kReasonMax bytes
};

class ConnectorRuntime {
 public:
  virtual ~ConnectorRuntime() = default;
  // Calls at the same time wait for each other. `memory` is null when the manifest does not permit
  // reading.
  virtual TransformOutcome transform(const EventView& event, MemoryReader* memory) = 0;
  // validate_signature of a `scheme: code` connector. Never waits for a running transform; calls at
  // the same time wait for each other. Any thread but an I/O thread: connector code takes its time.
  virtual SigcheckOutcome validate_signature(const SigcheckView& check, const HmacService& hmac) {
    static_cast<void>(check), static_cast<void>(hmac);
    return {SigcheckStatus::failed, "this connector checks no signatures"};
  }
};

}  // namespace host::connector
