// From what transform said to what memory gets, by the host's rules: all results of an event or
// none, a raw entry where nothing usable came, a retry or the end after a failure.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "amfs/testing/call.hpp"
#include "amfs/testing/event.hpp"
#include "amfs/testing/memory.hpp"
#include "amfs/testing/outcome.hpp"
#include "amfs/testing/payload.hpp"

namespace amfs {
inline namespace v1 {
namespace testing {
namespace internal {

// `retry` of the manifest.
struct RetryRule {
  std::uint32_t attempts = 3;
  std::chrono::nanoseconds delay = std::chrono::seconds(5);
  std::chrono::nanoseconds max_delay = std::chrono::minutes(5);

  // nullopt: no attempt is left.
  std::optional<std::chrono::nanoseconds> wait(std::uint32_t failed,
                                               std::chrono::nanoseconds asked) const {
    if (failed >= attempts) return std::nullopt;
    std::chrono::nanoseconds out = delay;
    for (std::uint32_t i = 1; i < failed && out < max_delay; ++i) out *= 2;
    return std::min(std::max(out, asked), std::max(max_delay, delay));
  }
};

// An event on its way, and after.
struct MockEvent {
  Event event;
  std::string id;
  std::string connector;
  Payload payload;
  Time received_at{};
  std::uint32_t attempts = 0;  // made so far
  std::optional<Time> retry_at;
};

struct BelievedTime {
  Time time;
  bool suspect;
};

inline BelievedTime believe(std::optional<Time> claimed, Time received_at) {
  if (!claimed || to_unix_ns(*claimed) <= 0) return {received_at, false};
  if (*claimed > received_at + std::chrono::minutes(5)) return {received_at, true};
  return {*claimed, false};
}

class Verdict {
 public:
  Verdict(MockEvent& event, MockMemory& memory, std::vector<StoredContext>& contexts, Time now)
      : event_(event), memory_(memory), contexts_(contexts), now_(now) {}

  // Why the host refuses one of the results; empty when all are fine.
  static std::string refusal(const MockCall& call, const std::vector<Emitted>& results,
                             const std::vector<std::string>& writable) {
    if (!call.refused().empty()) return call.refused();
    for (const Emitted& result : results) {
      if (const auto fault = result_fault(result, writable)) return "refused result: " + *fault;
    }
    return {};
  }

  void accept(const MockCall& call, const std::vector<Emitted>& results, Outcome& out) {
    bool written = false;
    bool noted = false;
    for (const Emitted& result : results) {
      const auto claimed = result.occurred_unix_ns > 0
                               ? std::optional<Time>(from_unix_ns(result.occurred_unix_ns))
                               : event_.event.occurred_at;
      const BelievedTime time = believe(claimed, event_.received_at);
      out.clock_suspect = out.clock_suspect || time.suspect;
      if (result.operation == AMFS_OP_WRITE) {
        const bool merge = call.was_read(result.entity_path, result.key);
        written = memory_.write(entry_of(result, time.time), merge) || written;
      } else {
        noted = true;
        contexts_.push_back({result.label, result.summary, result.source, result.entity_path,
                             result.key, time.time, agent_id(), event_.id});
      }
    }
    out.status = written ? "written" : noted ? "context" : "unchanged";
  }

  void skip(std::string reason, Outcome& out) {
    out.status = "skipped";
    out.reason = std::move(reason);
  }

  void keep_raw(const std::string& path, std::string reason, Outcome& out) {
    StoredEntry entry;
    entry.entity_path = path;
    entry.key = event_.event.type + "-" + event_.id;
    std::replace(entry.key.begin(), entry.key.end(), '/', '_');
    entry.value = {{"event_type", event_.event.type},
                   {"event_id", event_.id},
                   {"delivery_id", event_.event.delivery_id},
                   {"reason", reason}};
    entry.json = entry.value.dump();
    const bool fits = event_.payload.json.size() <= kRawPayloadMax;
    entry.value["payload"] = fits ? Value::parse(event_.payload.json).value_or(Value()) : Value();
    if (!fits) entry.value["truncated"] = true;
    entry.confidence = 0.3;
    entry.memory_type = MemoryType::experience;
    entry.raw = true;
    entry.occurred_at = believe(event_.event.occurred_at, event_.received_at).time;
    sign(entry);
    memory_.write(std::move(entry), false);
    out.status = "raw";
    out.reason = std::move(reason);
  }

  void fail(std::string reason, std::int64_t asked_ms, const RetryRule& rule, Outcome& out) {
    const auto wait = rule.wait(event_.attempts, std::chrono::milliseconds(asked_ms));
    if (wait) event_.retry_at = now_ + *wait;
    out.retry_at = event_.retry_at;
    out.status = wait ? "retry" : "dead";
    out.reason = reason.empty() ? "transform failed" : std::move(reason);
  }

 private:
  std::string agent_id() const { return "webhook/" + event_.connector; }

  void sign(StoredEntry& entry) const {
    entry.agent_id = agent_id();
    entry.event_id = event_.id;
    entry.written_at = now_;
  }

  StoredEntry entry_of(const Emitted& result, Time occurred_at) const {
    StoredEntry entry;
    entry.entity_path = result.entity_path;
    entry.key = result.key;
    entry.json = result.value_json;
    entry.value = Value::parse(result.value_json).value_or(Value());
    entry.confidence = result.confidence.value_or(1.0);
    entry.memory_type = static_cast<MemoryType>(result.memory_type);
    entry.pattern_refs = result.pattern_refs;
    entry.summary = result.summary;
    entry.occurred_at = occurred_at;
    if (result.ttl_at_unix_ns != 0) entry.ttl_at = from_unix_ns(result.ttl_at_unix_ns);
    sign(entry);
    return entry;
  }

  MockEvent& event_;
  MockMemory& memory_;
  std::vector<StoredContext>& contexts_;
  Time now_;
};

}  // namespace internal
}  // namespace testing
}  // namespace v1
}  // namespace amfs
