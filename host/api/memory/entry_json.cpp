#include "host/api/memory/entry_json.hpp"

#include "host/base/encoding.hpp"
#include "host/base/rfc3339.hpp"
#include "host/store/content_hash.hpp"

namespace host::api {
namespace {

constexpr const char* kAmfsVersion = "0.3.0";  // of AMFS's MemoryEntry schema
constexpr int kTier = 3;                       // AMFS: "cold"; we do not tier

}  // namespace

void put_or_null(json::JsonWriter& writer, std::string_view name, const std::string& text) {
  if (text.empty()) {
    writer.put_null(name);
  } else {
    writer.put(name, text);
  }
}

void put_time(json::JsonWriter& writer, std::string_view name, UnixNs time) {
  if (time == 0) {
    writer.put_null(name);
  } else {
    writer.put(name, format_rfc3339(time));
  }
}

namespace {

void write_provenance(json::JsonWriter& writer, const store::Entry& entry) {
  writer.key("provenance").begin_object();
  writer.put("agent_id", entry.agent_id);
  writer.put("session_id", entry.session_id.empty() ? entry.event_id : entry.session_id);
  writer.put("written_at", format_rfc3339(entry.written_at));
  writer.put("pattern_refs", entry.pattern_refs);
  if (!entry.event_id.empty()) writer.put("event_id", entry.event_id);
  writer.end_object();
}

void write_outcomes(json::JsonWriter& writer, const store::EntryOutcomes& outcomes) {
  writer.put("outcome_count", outcomes.count).put("success_count", outcomes.success);
  writer.put("failure_count", outcomes.failure);
  writer.put("evidence_success", 0.0).put("evidence_failure", 0.0);
  if (outcomes.prior_confidence) {
    writer.put("prior_confidence", *outcomes.prior_confidence);
  } else {
    writer.put_null("prior_confidence");
  }
  put_or_null(writer, "last_outcome", outcomes.last);
  put_time(writer, "last_outcome_at", outcomes.last_at);
  writer.put_null("discredited_at");
}

// The row of a raw entry's first version keeps no hashes: they follow from the value, which the
// meta form may lack.
void write_hashes(json::JsonWriter& writer, const store::Entry& entry) {
  std::string hash = entry.content_hash;
  std::string chain = entry.integrity_chain;
  if (hash.empty() && !entry.value_json.empty()) {
    hash = store::content_hash(entry.value_json);
    chain = store::integrity_chain(hash, {});
  }
  put_or_null(writer, "content_hash", to_hex(hash));
  put_or_null(writer, "integrity_chain", to_hex(chain));
}

}  // namespace

// What AMFS computes and we do not is there with AMFS's defaults: clients may expect the field.
void write_entry_members(json::JsonWriter& writer, const store::Entry& entry, bool with_value) {
  writer.put("amfs_version", kAmfsVersion);
  writer.put("entity_path", entry.entity_path).put("key", entry.key).put("version", entry.version);
  if (with_value) writer.put_raw("value", entry.value_json);
  write_provenance(writer, entry);
  writer.put("confidence", entry.confidence);
  write_outcomes(writer, entry.outcomes);
  writer.key("validators").begin_array().end_array();
  writer.put("recall_count", entry.recall_count).put_null("priority_score").put("tier", kTier);
  writer.put_null("importance_score").put_null("importance_dimensions");
  put_time(writer, "ttl_at", entry.ttl_at);
  if (with_value) writer.key("artifact_refs").begin_array().end_array();
  writer.put("memory_type", store::to_string(entry.memory_type)).put("is_artifact", false);
  writer.put("shared", entry.shared).put("branch", "main");
  write_hashes(writer, entry);
  writer.put_null("commit_id");
  writer.put("current", entry.current).put("late", (entry.flags & store::kEntryLate) != 0);
  writer.put("expired", (entry.flags & store::kEntryExpired) != 0);
  put_time(writer, "occurred_at", entry.occurred_at);
  writer.put("summary", entry.summary);
}

void write_entry(json::JsonWriter& writer, const store::Entry& entry, bool with_value) {
  writer.begin_object();
  write_entry_members(writer, entry, with_value);
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
  put_or_null(writer, "error", event.error);
}

void write_event(json::JsonWriter& writer, const store::EventRow& event, bool is_processing) {
  writer.begin_object();
  write_event_members(writer, event, is_processing);
  writer.end_object();
}

}  // namespace host::api
