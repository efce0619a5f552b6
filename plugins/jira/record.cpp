#include "record.hpp"

#include <utility>

#include "common/fields.hpp"
#include "waiting.hpp"

namespace jira {

using amfs::Value;

namespace {

constexpr std::string_view kChangedAt = "changed_at";

// The stored value when it is newer than the record's; else the record's.
Value newest(const Record& record, const Value& stored) {
  Value last = Value::object();
  last[kChangedAt] = stored.get(kChangedAt);
  const bool whole = stored.get("status").exists() && stored.get("last_event").exists();
  const bool newer = common::advance(last, kChangedAt, record.moment);
  if (whole && (!newer || is_final(stored))) return stored;
  Value value = record.value;
  value[kChangedAt] = last.get(kChangedAt);
  return value;
}

}  // namespace

bool is_final(const Value& value) {
  const std::string status = value.get("status").str();
  return status == "deleted" || status == "merged";
}

amfs::Results write_record(const Delivery& delivery, Record record) {
  const std::string ref = "jira:" + record.key.substr(0, record.key.find('-')) + ":" +
                          record.key.substr(record.key.find('-') + 1);
  const common::Thing thing{record.key, ref, delivery.settings.root, record.path,
                            delivery.waiting_room()};
  const common::Home home = common::find_home(delivery.memory, thing);
  const Value stored = common::stored_value(home.entry ? home.entry : home.waiting);

  amfs::Results results(amfs::write(home.path, record.key, newest(record, stored))
                            .confidence(record.confidence)
                            .memory_type(record.memory_type)
                            .summary(std::move(record.summary))
                            .pattern_ref(ref));
  if (home.waiting) {
    results.add(common::moved(*home.waiting, home.path, record.key, delivery.event.event_type()));
  }
  if (home.path == delivery.waiting_room() && !record.waits_for.empty()) {
    add_to_waiting_list(delivery, record.waits_for, record.key, results);
  }
  return results;
}

}  // namespace jira
