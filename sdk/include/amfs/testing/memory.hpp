// MockMemory: the agents' memory as the host keeps it: versions, late events, equal results and
// merges (docs/authors/memory-rules.md).
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "amfs/memory.hpp"
#include "amfs/time.hpp"
#include "amfs/value.hpp"

namespace amfs {
inline namespace v1 {
namespace testing {

// One version of one key. `current` is a flag, not the highest number: a late version is history
// from the start.
struct StoredEntry : Entry {
  bool current = true;
  bool late = false;  // older than the version that was current
  bool raw = false;   // made by the host: the event had no usable result
  std::string summary;
  std::optional<Time> ttl_at;
  std::string event_id;
  std::string json;  // the value as it was written; without the payload of a raw entry
};

// One record_context note.
struct StoredContext {
  std::string label;
  std::string summary;
  std::string source;
  std::string about_path;
  std::string about_key;
  Time occurred_at{};
  std::string agent_id;
  std::string event_id;
};

class MockMemory {
 public:
  // Whether it made a version. `merge`: the key was read before, by the same event.
  bool write(StoredEntry entry, bool merge) {
    std::vector<std::size_t>& versions = versions_[{entry.entity_path, entry.key}];
    entry.version = versions.size() + 1;
    if (StoredEntry* before = current_of(versions)) {
      if (is_equal(*before, entry)) return false;
      entry.late =
          !merge && entry.occurred_at < before->occurred_at && before->agent_id == entry.agent_id;
      if (merge) entry.occurred_at = std::max(entry.occurred_at, before->occurred_at);
      entry.current = !entry.late;
      before->current = entry.late;
    }
    if (has_ended(entry, entry.written_at)) entry.current = false;
    versions.push_back(entries_.size());
    entries_.push_back(std::move(entry));
    return true;
  }

  // As the host: what has passed its ttl_at is history.
  void expire(Time now) {
    for (StoredEntry& entry : entries_) {
      if (has_ended(entry, now)) entry.current = false;
    }
  }

  const StoredEntry* find(std::string_view path, std::string_view key) const {
    const auto found = versions_.find({std::string(path), std::string(key)});
    return found == versions_.end() ? nullptr : current_of(found->second);
  }
  // Of several the one unchanged for longest.
  const StoredEntry* find_ref(std::string_view ref) const {
    const auto found = std::find_if(entries_.begin(), entries_.end(), [&](const auto& entry) {
      const auto& refs = entry.pattern_refs;
      return entry.current && std::find(refs.begin(), refs.end(), ref) != refs.end();
    });
    return found == entries_.end() ? nullptr : &*found;
  }
  // Current entries at exactly this path, by key.
  std::vector<const StoredEntry*> list(std::string_view path, std::size_t limit) const {
    std::vector<const StoredEntry*> out;
    for (auto it = versions_.lower_bound({std::string(path), std::string()});
         it != versions_.end() && it->first.first == path && out.size() < limit; ++it) {
      if (const StoredEntry* entry = current_of(it->second)) out.push_back(entry);
    }
    return out;
  }
  std::vector<StoredEntry> history(std::string_view path, std::string_view key) const {
    std::vector<StoredEntry> out;
    const auto found = versions_.find({std::string(path), std::string(key)});
    if (found == versions_.end()) return out;
    for (const std::size_t at : found->second) out.push_back(entries_[at]);
    return out;
  }
  std::vector<const StoredEntry*> all_current() const {
    std::vector<const StoredEntry*> out;
    for (const auto& item : versions_) {
      if (const StoredEntry* entry = current_of(item.second)) out.push_back(entry);
    }
    return out;
  }

  // Every version ever written, in the order of writing.
  const std::vector<StoredEntry>& entries() const { return entries_; }

 private:
  using Key = std::pair<std::string, std::string>;

  static bool has_ended(const StoredEntry& entry, Time now) {
    return entry.ttl_at && *entry.ttl_at <= now;
  }
  static bool is_equal(const StoredEntry& a, const StoredEntry& b) {
    return a.json == b.json && a.confidence == b.confidence && a.memory_type == b.memory_type &&
           a.pattern_refs == b.pattern_refs;
  }
  StoredEntry* current_of(const std::vector<std::size_t>& versions) {
    return const_cast<StoredEntry*>(std::as_const(*this).current_of(versions));
  }
  const StoredEntry* current_of(const std::vector<std::size_t>& versions) const {
    const auto found = std::find_if(versions.rbegin(), versions.rend(),
                                    [&](std::size_t at) { return entries_[at].current; });
    return found == versions.rend() ? nullptr : &entries_[*found];
  }

  std::vector<StoredEntry> entries_;
  std::map<Key, std::vector<std::size_t>> versions_;  // oldest first
};

}  // namespace testing
}  // namespace v1
}  // namespace amfs
