// Results: what transform returns. The results of one event take effect together or not at all.
//
//   return write(path, "pr-7", {{"title", t}}).confidence(0.9).pattern_ref("github:pr:acme/api#7");
//
// Setters without an argument are the getters. An empty Results keeps the event as a raw entry.
// Nothing is checked here: a path, key or value that the host refuses
// (docs/authors/memory-rules.md) keeps the whole event raw, with the reason. Values; no thread rule
// of their own.
#pragma once

#include <chrono>
#include <initializer_list>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "amfs/errors.hpp"
#include "amfs/memory.hpp"
#include "amfs/time.hpp"
#include "amfs/value.hpp"

namespace amfs {
inline namespace v1 {

class ConnectorResult {
 public:
  enum class Operation : std::uint32_t {
    write = AMFS_OP_WRITE,
    record_context = AMFS_OP_RECORD_CONTEXT
  };

  Operation operation() const { return operation_; }
  const std::string& entity_path() const { return entity_path_; }
  const std::string& key() const { return key_; }
  const Value& value() const { return value_; }
  const std::string& label() const { return label_; }

  // Each setter works on a named result and on the end of a chain, without a copy.
  // 0..1; without it 1.
  ConnectorResult& confidence(double value) & { return confidence_ = value, *this; }
  ConnectorResult&& confidence(double value) && { return std::move(confidence(value)); }
  std::optional<double> confidence() const { return confidence_; }

  ConnectorResult& memory_type(MemoryType type) & { return memory_type_ = type, *this; }
  ConnectorResult&& memory_type(MemoryType type) && { return std::move(memory_type(type)); }
  MemoryType memory_type() const { return memory_type_; }

  // Of a write: the headline of this version in timelines, streams and digests.
  ConnectorResult& summary(std::string text) & { return summary_ = std::move(text), *this; }
  ConnectorResult&& summary(std::string text) && { return std::move(summary(std::move(text))); }
  const std::string& summary() const { return summary_; }

  // Of a context: the system it is from; without it the connector's name.
  ConnectorResult& source(std::string name) & { return source_ = std::move(name), *this; }
  ConnectorResult&& source(std::string name) && { return std::move(source(std::move(name))); }
  const std::string& source() const { return source_; }

  // Of a context: the entry it is about.
  ConnectorResult& about(std::string path, std::string key) & {
    entity_path_ = std::move(path);
    key_ = std::move(key);
    return *this;
  }
  ConnectorResult&& about(std::string path, std::string key) && {
    return std::move(about(std::move(path), std::move(key)));
  }

  // Adds one stable outside id; joins across systems find an entry by it. At most 32, each at most
  // 256 bytes.
  ConnectorResult& pattern_ref(std::string ref) & {
    pattern_refs_.push_back(std::move(ref));
    return *this;
  }
  ConnectorResult&& pattern_ref(std::string ref) && {
    return std::move(pattern_ref(std::move(ref)));
  }
  const std::vector<std::string>& pattern_refs() const { return pattern_refs_; }

  // When it happened; without it the event's time. An empty optional leaves it as it is, so
  // Json::time() fits in. More than 5 min after the event was received counts as then.
  ConnectorResult& occurred_at(std::optional<Time> time) & {
    if (time) occurred_at_ = time;
    return *this;
  }
  ConnectorResult&& occurred_at(std::optional<Time> time) && {
    return std::move(occurred_at(time));
  }
  std::optional<Time> occurred_at() const { return occurred_at_; }

  // When the entry stops counting; a duration starts at the result's time, else at the event's.
  ConnectorResult& ttl(Time at) & { return ttl_at_ = at, *this; }
  ConnectorResult&& ttl(Time at) && { return std::move(ttl(at)); }
  ConnectorResult& ttl(std::chrono::nanoseconds after) & { return ttl_after_ = after, *this; }
  ConnectorResult&& ttl(std::chrono::nanoseconds after) && { return std::move(ttl(after)); }
  std::optional<Time> ttl_at(Time event_time) const {
    if (ttl_after_) return occurred_at_.value_or(event_time) + *ttl_after_;
    return ttl_at_;
  }

 private:
  friend ConnectorResult write(std::string, std::string, Value);
  friend ConnectorResult record_context(std::string, std::string);

  explicit ConnectorResult(Operation operation) : operation_(operation) {}

  Operation operation_;
  std::string entity_path_;
  std::string key_;
  Value value_;
  std::string label_;
  std::optional<double> confidence_;
  MemoryType memory_type_ = MemoryType::fact;
  std::string summary_;
  std::string source_;
  std::vector<std::string> pattern_refs_;
  std::optional<Time> occurred_at_;
  std::optional<Time> ttl_at_;
  std::optional<std::chrono::nanoseconds> ttl_after_;
};

// One version of the entry at (path, key). `path` comes from entity(…); `key` is 1 to 256 bytes
// without '/'; `value` at most 256 KiB of JSON. Equal to what memory has: no version is made.
inline ConnectorResult write(std::string path, std::string key, Value value) {
  ConnectorResult result(ConnectorResult::Operation::write);
  result.entity_path_ = std::move(path);
  result.key_ = std::move(key);
  result.value_ = std::move(value);
  return result;
}

// A note about something that has no state and is never edited. Label and summary are at most 4 KiB
// each.
inline ConnectorResult record_context(std::string label, std::string summary) {
  ConnectorResult result(ConnectorResult::Operation::record_context);
  result.label_ = std::move(label);
  return std::move(result).summary(std::move(summary));
}

class Results {
 public:
  Results() = default;
  // NOLINTNEXTLINE(google-explicit-constructor): `return result;` where there is one
  Results(ConnectorResult result) { items_.push_back(std::move(result)); }
  Results(std::initializer_list<ConnectorResult> results) : items_(results) {}

  Results& add(ConnectorResult result) {
    items_.push_back(std::move(result));
    return *this;
  }

  std::size_t size() const { return items_.size(); }
  bool empty() const { return items_.empty(); }
  const ConnectorResult& operator[](std::size_t index) const { return items_[index]; }
  auto begin() const { return items_.begin(); }
  auto end() const { return items_.end(); }
  // Set by skip(), unmatched() and retry(): the event writes nothing.
  const std::optional<Error>& outcome() const { return outcome_; }

 private:
  friend Results skip(std::string);
  friend Results unmatched(std::string);
  friend Results retry(std::string, std::chrono::milliseconds);
  explicit Results(Error outcome) : outcome_(std::move(outcome)) {}

  std::vector<ConnectorResult> items_;
  std::optional<Error> outcome_;
};

// The event is done and deliberately writes nothing, not even a raw entry.
inline Results skip(std::string reason) { return Results(Error(AMFS_SKIP, std::move(reason))); }
// As throwing Unmatched and Retry.
inline Results unmatched(std::string why) { return Results(Unmatched(std::move(why))); }
inline Results retry(std::string why, std::chrono::milliseconds after = {}) {
  return Results(Retry(std::move(why), after));
}

}  // namespace v1
}  // namespace amfs
