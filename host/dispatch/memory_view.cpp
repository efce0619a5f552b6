#include "host/dispatch/memory_view.hpp"

#include <algorithm>

namespace host::dispatch {
namespace {

using connector::MemoryRecord;

MemoryRecord record_of(store::Entry entry) {
  MemoryRecord record;
  record.entity_path = std::move(entry.entity_path);
  record.key = std::move(entry.key);
  record.value_json = std::move(entry.value_json);
  record.agent_id = std::move(entry.agent_id);
  record.pattern_refs = std::move(entry.pattern_refs);
  record.memory_type = static_cast<std::uint32_t>(entry.memory_type);
  record.confidence = entry.confidence;
  record.version = static_cast<std::uint64_t>(entry.version);
  record.occurred_unix_ns = entry.occurred_at;
  record.written_unix_ns = entry.written_at;
  record.ttl_at_unix_ns = entry.ttl_at;
  return record;
}

MemoryRecord record_of(const store::MemoryWrite& write, const std::string& agent_id) {
  MemoryRecord record;
  record.entity_path = write.entity_path;
  record.key = write.key;
  record.value_json = write.value_json;
  record.agent_id = agent_id;
  record.pattern_refs = write.pattern_refs;
  record.memory_type = static_cast<std::uint32_t>(write.memory_type);
  record.confidence = write.confidence;
  record.occurred_unix_ns = write.occurred_at;
  record.ttl_at_unix_ns = write.ttl_at;
  return record;
}

MemoryRecord shown(MemoryRecord record, std::string_view path) {
  record.entity_path = path;
  return record;
}

Error unreadable(const std::exception& error) {
  return {"storage_failed", std::string("the memory cannot be read: ") + error.what()};
}

}  // namespace

MemoryView::MemoryView(store::Reader& reader, store::TenantId tenant, const PendingWrites& pending,
                       std::string agent_id, std::function<void()> settle_all, PathMove move)
    : reader_(reader),
      tenant_(tenant),
      pending_(pending),
      agent_id_(std::move(agent_id)),
      settle_all_(std::move(settle_all)),
      move_(move) {}

Result<std::optional<MemoryRecord>> MemoryView::get(std::string_view path, std::string_view key) {
  store::ReadExpectation seen;
  seen.entity_path = move_.to_memory(path);
  seen.key = key;
  // What is pending first, then the store: a write leaves the former only when it is in the latter,
  // so that one which commits between the two look-ups is seen.
  try {
    if (const auto pending = pending_.find(tenant_, seen.entity_path, seen.key)) {
      const store::MemoryWrite& write = pending->write;
      seen.pending = pending->seq;
      seen.fingerprint = store::content_fingerprint(write.value_json, write.confidence,
                                                    write.memory_type, write.pattern_refs);
      expectations_.push_back(std::move(seen));
      return std::optional(shown(record_of(pending->write, agent_id_), path));
    }
    auto entry = reader_.current_entry(tenant_, seen.entity_path, key);
    seen.entry = entry ? entry->id : 0;
    expectations_.push_back(std::move(seen));
    if (!entry) return std::optional<MemoryRecord>();
    return std::optional(shown(record_of(std::move(*entry)), path));
  } catch (const std::exception& error) {
    return unreadable(error);
  }
}

Result<std::optional<MemoryRecord>> MemoryView::find_ref(std::string_view reference) {
  settle_all_();
  try {
    auto entry = reader_.find_reference(tenant_, reference);
    store::ReadExpectation seen;
    seen.kind = store::ReadExpectation::Kind::reference;
    seen.key = reference;
    seen.entry = entry ? entry->id : 0;
    expectations_.push_back(std::move(seen));
    if (!entry) return std::optional<MemoryRecord>();
    const auto path = move_.to_connector(entry->entity_path);
    if (!path) return std::optional<MemoryRecord>();
    // Reading it is reading its key: a write to that key is a merge.
    store::ReadExpectation key;
    key.entity_path = entry->entity_path;
    key.key = entry->key;
    key.entry = entry->id;
    expectations_.push_back(std::move(key));
    return std::optional(shown(record_of(std::move(*entry)), *path));
  } catch (const std::exception& error) {
    return unreadable(error);
  }
}

Result<std::vector<MemoryRecord>> MemoryView::list(std::string_view path, std::size_t limit) {
  settle_all_();
  try {
    limit = std::min(limit, kListMax);
    std::vector<store::Entry> entries = reader_.list_current(tenant_, move_.to_memory(path), limit);
    store::ReadExpectation seen;
    seen.kind = store::ReadExpectation::Kind::listing;
    seen.entity_path = move_.to_memory(path);
    seen.limit = limit;
    std::vector<store::EntryId> ids;
    std::vector<MemoryRecord> records;
    for (store::Entry& entry : entries) {
      ids.push_back(entry.id);
      records.push_back(shown(record_of(std::move(entry)), path));
    }
    seen.fingerprint = store::listing_fingerprint(ids);
    expectations_.push_back(std::move(seen));
    return records;
  } catch (const std::exception& error) {
    return unreadable(error);
  }
}

}  // namespace host::dispatch
