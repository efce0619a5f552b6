// Entry: one current memory, as read(), find_ref() and list() return it: a copy that the caller
// owns.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "amfs/abi/connector.h"
#include "amfs/detail/abi_text.hpp"
#include "amfs/time.hpp"
#include "amfs/value.hpp"

namespace amfs {
inline namespace v1 {

// fact: how things are; belief: what somebody concluded; experience: what happened.
enum class MemoryType : std::uint32_t {
  fact = AMFS_MEMORY_FACT,
  belief = AMFS_MEMORY_BELIEF,
  experience = AMFS_MEMORY_EXPERIENCE
};

struct Entry {
  std::string entity_path;
  std::string key;
  Value value;
  std::uint64_t version = 0;  // 1 for the first; 0: written by an event that is not committed yet
  Time occurred_at{};         // when it happened
  Time written_at{};          // when the host stored it
  double confidence = 0;      // 0..1
  MemoryType memory_type = MemoryType::fact;
  std::string agent_id;                   // who wrote this version; a connector is "webhook/{name}"
  std::vector<std::string> pattern_refs;  // stable outside ids
};

namespace detail {

inline Entry to_entry(const amfs_record& record) {
  Entry entry;
  entry.entity_path = from_abi(record.entity_path);
  entry.key = from_abi(record.key);
  entry.value = Value::parse(from_abi(record.value_json)).value_or(Value());
  entry.version = record.version;
  entry.occurred_at = from_unix_ns(record.occurred_unix_ns);
  entry.written_at = from_unix_ns(record.written_unix_ns);
  entry.confidence = record.confidence;
  entry.memory_type = static_cast<MemoryType>(record.memory_type);
  entry.agent_id = from_abi(record.agent_id);
  for (std::uint32_t i = 0; i < record.pattern_ref_count; ++i) {
    entry.pattern_refs.emplace_back(from_abi(record.pattern_refs[i]));
  }
  return entry;
}

}  // namespace detail
}  // namespace v1
}  // namespace amfs
