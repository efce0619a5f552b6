// Outcome: what became of one event.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "amfs/result.hpp"
#include "amfs/testing/rules.hpp"
#include "amfs/time.hpp"

namespace amfs {
inline namespace v1 {
namespace testing {

struct Outcome {
  // written    at least one new version in memory
  // context    no version, but a note
  // unchanged  every result equals what memory has
  // raw        kept as a raw entry, for `reason`
  // skipped    the connector chose to write nothing, for `reason`
  // retry      failed for `reason`; comes back at `retry_at`
  // dead       failed for the last time, or its body has no payload
  std::string status;
  std::string reason;
  std::string event_id;
  std::uint32_t attempt = 0;  // that this was; 0: the connector was not asked
  // What transform returned when it ended well, also when it was refused.
  std::vector<ConnectorResult> results;
  std::optional<Time> retry_at;  // the host adds up to a tenth of the wait
  bool clock_suspect = false;    // a result's time lay more than 5 min after the event came
};

namespace internal {

// The result as its author wrote it.
inline ConnectorResult to_result(const Emitted& emitted) {
  const auto value = Value::parse(emitted.value_json);
  ConnectorResult out =
      emitted.operation == AMFS_OP_WRITE
          ? write(emitted.entity_path, emitted.key, value ? *value : Value::missing())
          : record_context(emitted.label, {}).about(emitted.entity_path, emitted.key);
  out.summary(emitted.summary).source(emitted.source);
  out.memory_type(static_cast<MemoryType>(emitted.memory_type));
  if (emitted.confidence) out.confidence(*emitted.confidence);
  for (const std::string& ref : emitted.pattern_refs) out.pattern_ref(ref);
  if (emitted.occurred_unix_ns != 0) out.occurred_at(from_unix_ns(emitted.occurred_unix_ns));
  if (emitted.ttl_at_unix_ns != 0) out.ttl(from_unix_ns(emitted.ttl_at_unix_ns));
  return out;
}

}  // namespace internal
}  // namespace testing
}  // namespace v1
}  // namespace amfs
