#include "host/api/entry_json.hpp"

#include "host/base/rfc3339.hpp"

namespace host::api {
namespace {

constexpr const char* kAmfsVersion = "0.3.0";  // of AMFS's MemoryEntry schema
constexpr int kTier = 3;                       // AMFS: "cold"; we do not tier

}  // namespace

void put_time(json::JsonWriter& writer, std::string_view name, UnixNs time) {
  if (time == 0) {
    writer.put_null(name);
  } else {
    writer.put(name, format_rfc3339(time));
  }
}

void write_entry(json::JsonWriter& writer, const store::Entry& entry, bool with_value) {
  writer.begin_object();
  writer.put("amfs_version", kAmfsVersion);
  writer.put("entity_path", entry.entity_path).put("key", entry.key).put("version", entry.version);
  if (with_value) writer.put_raw("value", entry.value_json);
  writer.key("provenance").begin_object();
  writer.put("agent_id", entry.agent_id).put("session_id", entry.event_id);
  writer.put("written_at", format_rfc3339(entry.written_at))
      .put("pattern_refs", entry.pattern_refs);
  if (!entry.event_id.empty()) writer.put("event_id", entry.event_id);
  writer.end_object();
  writer.put("confidence", entry.confidence)
      .put("memory_type", store::to_string(entry.memory_type));
  writer.put("outcome_count", 0).put("recall_count", 0).put("tier", kTier);
  put_time(writer, "ttl_at", entry.ttl_at);
  writer.put("shared", true).put("branch", "main");
  writer.put("current", entry.current).put("late", (entry.flags & store::kEntryLate) != 0);
  put_time(writer, "occurred_at", entry.occurred_at);
  writer.put("summary", entry.summary);
  writer.end_object();
}

void write_event_members(json::JsonWriter& writer, const store::EventRow& event,
                         bool is_processing) {
  const bool open =
      event.state != store::EventState::done && event.state != store::EventState::dead;
  const auto state = open && is_processing ? store::EventState::processing : event.state;
  writer.put("id", event.id).put("connector", event.connector).put("event_type", event.event_type);
  writer.put("delivery_id", event.delivery_id).put("state", store::to_string(state));
  if (event.outcome == store::EventOutcome::none) {
    writer.put_null("outcome");
  } else {
    writer.put("outcome", store::to_string(event.outcome));
  }
  writer.put("flags", store::flag_names(event.flags));
  put_time(writer, "received_at", event.received_at);
  put_time(writer, "occurred_at", event.occurred_at);
  put_time(writer, "settled_at", event.settled_at);
  put_time(writer, "next_attempt_at", event.next_attempt_at);
  writer.put("attempts", event.attempts).put("duplicates", event.duplicates);
  writer.put_raw("last_duplicates", event.duplicate_log_json);
  if (event.error.empty()) {
    writer.put_null("error");
  } else {
    writer.put("error", event.error);
  }
}

void write_event(json::JsonWriter& writer, const store::EventRow& event, bool is_processing) {
  writer.begin_object();
  write_event_members(writer, event, is_processing);
  writer.end_object();
}

}  // namespace host::api
