#include "host/api/overview/digest_json.hpp"

#include "host/api/memory/entry_json.hpp"
#include "host/base/rfc3339.hpp"

namespace host::api {
namespace {

using digest::Digest;
using digest::DigestType;

void write_top_keys(json::JsonWriter& writer, std::string_view name, const Digest& digest) {
  writer.key(name).begin_array();
  for (const store::EntryHead& head : digest.top_keys) {
    writer.begin_object().put("key", head.key).put("entity", head.entity_path);
    writer.put("confidence", head.confidence).put("agent", head.agent_id);
    put_time(writer, "updated", head.written_at);
    writer.end_object();
  }
  writer.end_array();
}

void write_recent(json::JsonWriter& writer, std::string_view name, const Digest& digest) {
  writer.key(name).begin_array();
  for (const store::EntryHead& head : digest.lately) {
    writer.begin_object().put("key", head.key).put("entity", head.entity_path);
    put_time(writer, "written_at", head.written_at);
    writer.end_object();
  }
  writer.end_array();
}

void write_entity_summary(json::JsonWriter& writer, const Digest& digest) {
  const store::EntitySummary& entity = *digest.entity;
  std::vector<std::string> sources;
  for (const std::string& agent : entity.agents) {
    if (auto source = digest::source_of_agent(agent)) sources.push_back(std::move(*source));
  }
  writer.put("total_keys", digest.entry_count);
  write_top_keys(writer, "top_keys", digest);
  writer.put("agents", entity.agents).put("external_sources", sources);
  writer.put("avg_confidence", entity.confidence_avg);
  put_time(writer, "last_write", entity.last_at);
  writer.put("outcome_linked", entity.outcome_linked);
  writer.key("external_events").begin_array();
  for (const store::EntryHead& head : digest.lately) {
    if (head.event_id.empty()) continue;
    writer.begin_object().put("event_id", head.event_id).put("event_type", head.event_type);
    writer.put("key", head.key);
    put_time(writer, "written_at", head.written_at);
    writer.end_object();
  }
  writer.end_array();
}

void write_agent_summary(json::JsonWriter& writer, const Digest& digest) {
  writer.put("entities_written", digest.agent->entities);
  writer.put("total_entries", digest.entry_count);
  write_top_keys(writer, "top_knowledge", digest);
  write_recent(writer, "recent_activity", digest);
  writer.put("outcomes_committed", digest.outcomes_committed);
  put_time(writer, "last_active", digest.agent->last_at);
}

void write_source_summary(json::JsonWriter& writer, const Digest& digest) {
  const store::SourceSummary& source = *digest.source;
  writer.put("total_events", source.events);
  write_recent(writer, "recent_events", digest);
  writer.put("entities_touched", digest.agent ? digest.agent->entities : 0);
  writer.key("event_types").begin_object();
  for (const auto& [type, events] : source.event_types) writer.put(type, events);
  writer.end_object().put("last_event", source.last_event_type);
  put_time(writer, "last_event_at", source.last_event_at);
}

void write_marks(json::JsonWriter& writer, const Digest& digest) {
  writer.put("open_incidents", digest::open_incidents(digest));
  writer.put("merged_pull_requests", digest::merged_pull_requests(digest));
  writer.key("counts").begin_object();  // entries that stand so now
  for (const store::MarkCount& count : digest.marks) {
    if (count.now > 0) writer.put(count.mark, count.now);
  }
  writer.end_object().key("transitions").begin_object();  // how often one came to it
  for (const store::MarkCount& count : digest.marks) {
    if (count.reached > 0) writer.put(count.mark, count.reached);
  }
  writer.end_object().key("lately").begin_array();
  for (const store::EntryHead& head : digest.lately) {
    writer.begin_object().put("key", head.key).put("entity", head.entity_path);
    writer.put("version", head.version).put("agent", head.agent_id);
    put_or_null(writer, "status", head.mark);
    put_time(writer, "written_at", head.written_at);
    writer.end_object();
  }
  writer.end_array();
}

void write_contexts(json::JsonWriter& writer, const Digest& digest) {
  if (!digest.contexts) return;
  writer.key("contexts").begin_object().put("count", digest.contexts->count);
  writer.key("newest").begin_array();
  for (const std::int64_t id : digest.contexts->newest) writer.value("ctx_" + std::to_string(id));
  writer.end_array().end_object();
}

void write_untrusted(json::JsonWriter& writer, const Digest& digest) {
  writer.key("untrusted_text").begin_array();
  for (const digest::UntrustedText& text : digest.untrusted) {
    writer.begin_object().put("key", text.key).put("entity", text.entity_path);
    writer.put("text", text.text).end_object();
  }
  writer.end_array();
}

}  // namespace

void write_digest(json::JsonWriter& writer, const Digest& digest, UnixNs now) {
  writer.begin_object().put("digest_type", digest::to_string(digest.type));
  writer.put("scope", digest.scope).key("summary").begin_object();
  writer.put("narrative", digest.narrative);
  switch (digest.type) {
    case DigestType::entity:
      write_entity_summary(writer, digest);
      break;
    case DigestType::source:
      write_source_summary(writer, digest);
      break;
    case DigestType::agent_brief:
      write_agent_summary(writer, digest);
      break;
  }
  write_marks(writer, digest);
  write_contexts(writer, digest);
  write_untrusted(writer, digest);
  writer.end_object();
  writer.put("entry_count", digest.entry_count).put("source_agents", digest.source_agents);
  // Made when asked for, from counts that are always up to date.
  writer.put("compiled_at", format_rfc3339(now)).put("staleness_ms", 0);
  writer.put("anticipation_score", digest.anticipation);
  writer.put("namespace", "default").put("branch", "main").end_object();
}

}  // namespace host::api
