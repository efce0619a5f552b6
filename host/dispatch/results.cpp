#include "host/dispatch/results.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

#include "host/base/text.hpp"
#include "host/config/entity_path.hpp"
#include "host/dispatch/retry_policy.hpp"
#include "host/identity/event_time.hpp"
#include "host/identity/text_rules.hpp"
#include "host/json/writer.hpp"
#include "host/store/content_hash.hpp"
#include "host/store/mark.hpp"
#include "host/store/search_text.hpp"

namespace host::dispatch {
namespace {

using connector::ConnectorResult;
using connector::TransformStatus;

constexpr std::uint32_t kOperationWrite = 1;  // amfs_result.operation
constexpr std::size_t kErrorMax = 1024;       // bytes of an event's error text
constexpr std::size_t kContextTextMax = 4096;

// Why the host refuses a result; nothing when it is fine.
std::optional<std::string> fault_of(const ConnectorResult& result, const Target& target,
                                    const PathMove& move) {
  if (result.operation != kOperationWrite) {
    if (result.label.empty()) return "record_context without a label";
    if (result.label.size() > kContextTextMax || result.summary.size() > kContextTextMax) {
      return "record_context with more than 4096 bytes of text";
    }
    return std::nullopt;
  }
  if (auto fault = identity::path_fault(result.entity_path)) return fault;
  if (auto fault = identity::path_fault(move.to_memory(result.entity_path))) return fault;
  if (auto fault = identity::key_fault(result.key, false)) return fault;
  const bool allowed = std::any_of(
      target.writable_paths.begin(), target.writable_paths.end(),
      [&](const std::string& root) { return config::is_within(result.entity_path, root); });
  if (!allowed) return "the manifest's permissions.memory_write do not allow " + result.entity_path;
  const double confidence = result.confidence.value_or(1.0);
  if (!(confidence >= 0 && confidence <= 1)) return "confidence must lie between 0 and 1";
  if (result.ttl_at_unix_ns < 0) return "ttl_at lies before 1970";
  if (result.memory_type > static_cast<std::uint32_t>(store::MemoryType::experience)) {
    return "unknown memory type";
  }
  return std::nullopt;
}

store::MemoryWrite write_of(ConnectorResult result, UnixNs occurred_at, bool merge) {
  store::MemoryWrite write;
  write.search_text = store::search_text(result.value_json);
  write.content_hash = store::content_hash(result.value_json);
  write.mark = store::mark_of(result.key, result.value_json);
  write.entity_path = std::move(result.entity_path);
  write.key = std::move(result.key);
  write.value_json = std::move(result.value_json);
  write.confidence = result.confidence.value_or(1.0);
  write.memory_type = static_cast<store::MemoryType>(result.memory_type);
  write.pattern_refs = std::move(result.pattern_refs);
  write.summary = std::move(result.summary);
  write.occurred_at = occurred_at;
  write.ttl_at = result.ttl_at_unix_ns;
  write.merge = merge;
  return write;
}

// Everything transform made of one event, or why the event goes raw instead: all or nothing.
class Verdict {
 public:
  Verdict(const ReadyEvent& event, const Target& target,
          const std::vector<store::ReadExpectation>& reads, store::Settlement& settlement)
      : event_(event),
        target_(target),
        move_(target.entity_path, event.where().entity_prefix),
        reads_(reads),
        settlement_(settlement) {}

  void accept(std::vector<ConnectorResult> results) {
    if (results.empty()) return keep_raw("the connector made nothing of it");
    for (const ConnectorResult& result : results) {
      if (const auto fault = fault_of(result, target_, move_))
        return keep_raw("refused result: " + *fault);
    }
    for (ConnectorResult& result : results) add(std::move(result));
  }

  void skip(std::string reason) {
    settlement_.raw_outcome = store::EventOutcome::skipped;
    settlement_.error = std::move(reason);
  }

  void keep_raw(std::string reason) {
    store::MemoryWrite write;
    json::JsonWriter value;
    value.begin_object().put("event_type", event_.event_type).put("event_id", event_.id);
    value.put("delivery_id", event_.delivery_id).put("reason", reason).end_object();
    write.entity_path = raw_path();
    write.key = identity::raw_key(event_.event_type, event_.id);
    write.value_json = value.text();
    write.confidence = store::kRawConfidence;
    write.memory_type = store::MemoryType::experience;
    write.occurred_at = event_time().time;
    write.flags = store::kEntryRaw;
    write.mark = store::kRawMark;
    write.search_text = store::search_text(event_.payload(), store::kRawSearchTextMax);
    settlement_.writes.push_back(std::move(write));
    settlement_.raw_outcome = store::EventOutcome::raw;
    settlement_.error = std::move(reason);
  }

  void fail(const std::string& reason, std::int64_t asked_ns, UnixNs now) {
    const auto jitter = static_cast<std::uint32_t>(std::hash<std::string>{}(event_.id));
    const auto delay = retry_delay(target_.manifest->retry, settlement_.attempts, asked_ns, jitter);
    settlement_.state = delay ? store::EventState::retrying : store::EventState::dead;
    settlement_.next_attempt_at = delay ? now + *delay : 0;
    settlement_.error = reason.empty() ? "transform failed" : reason;
  }

 private:
  identity::BelievedTime event_time() const {
    return identity::believe(event_.occurred_at, event_.received_at);
  }

  // A prefix may make a path too long: the entry goes to the prefix itself then.
  std::string raw_path() const {
    std::string path = move_.to_memory(event_.raw_path);
    return path.size() <= config::kMaxPathBytes ? path : event_.where().entity_prefix;
  }

  void add(ConnectorResult result) {
    result.entity_path = move_.to_memory(result.entity_path);
    identity::BelievedTime time = event_time();
    if (result.occurred_unix_ns > 0)
      time = identity::believe(result.occurred_unix_ns, event_.received_at);
    if (time.suspect) settlement_.add_flags |= store::kFlagClockSuspect;
    if (result.operation == kOperationWrite) {
      const bool merge = was_read(result.entity_path, result.key);
      settlement_.writes.push_back(write_of(std::move(result), time.time, merge));
    } else {
      settlement_.contexts.push_back({std::move(result.label), std::move(result.summary),
                                      std::move(result.source), std::move(result.entity_path),
                                      std::move(result.key), time.time});
    }
  }

  bool was_read(const std::string& path, const std::string& key) const {
    return std::any_of(reads_.begin(), reads_.end(), [&](const store::ReadExpectation& read) {
      return read.kind == store::ReadExpectation::Kind::key && read.entity_path == path &&
             read.key == key;
    });
  }

  const ReadyEvent& event_;
  const Target& target_;
  const PathMove move_;
  const std::vector<store::ReadExpectation>& reads_;
  store::Settlement& settlement_;
};

}  // namespace

store::Settlement judge(const ReadyEvent& event, const Target& target,
                        connector::TransformOutcome outcome,
                        std::vector<store::ReadExpectation> reads, UnixNs now) {
  store::Settlement settlement;
  settlement.seq = event.seq;
  settlement.tenant = event.where().tenant;
  settlement.endpoint = event.endpoint;
  settlement.agent_id = target.agent_id();
  settlement.attempts = event.attempts + 1;
  Verdict verdict(event, target, reads, settlement);
  switch (outcome.status) {
    case TransformStatus::ok:
      verdict.accept(std::move(outcome.results));
      break;
    case TransformStatus::skip:
      verdict.skip(std::move(outcome.reason));
      break;
    case TransformStatus::unmatched:
      verdict.keep_raw(std::move(outcome.reason));
      break;
    case TransformStatus::retry:
    case TransformStatus::failed:
      verdict.fail(outcome.reason, outcome.retry_after_ms * kNsPerMs, now);
      break;
  }
  settlement.error.resize(clip(settlement.error, kErrorMax).size());
  // A failed run promises nothing about what it read.
  const bool applies = settlement.state == store::EventState::done;
  if (applies) settlement.reads = std::move(reads);
  return settlement;
}

}  // namespace host::dispatch
