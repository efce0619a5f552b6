// GET /stats: AMFS's statistics and the counts of events.
#include "host/api/memory/entry_json.hpp"
#include "host/api/overview/overview_routes.hpp"
#include "host/json/writer.hpp"

namespace host::api {
namespace {

constexpr std::int64_t kDaysOfWeek = 7;
constexpr std::int64_t kNsPerDay = 24 * 3600 * kNsPerSecond;

void write_counts(json::JsonWriter& writer, std::string_view name,
                  const std::vector<std::pair<std::string, std::int64_t>>& counts) {
  writer.key(name).begin_object();
  for (const auto& [key, count] : counts) writer.put(key, count);
  writer.end_object();
}

// Entries are counted by UTC day: a week is today and the six days before.
void write_weeks(json::JsonWriter& writer, const store::MemoryStats& stats, UnixNs now) {
  const std::int64_t today = now / kNsPerDay;
  std::int64_t this_week = 0;
  std::int64_t last_week = 0;
  for (const auto& [day, entries] : stats.by_day) {
    if (day > today - kDaysOfWeek) {
      this_week += entries;
    } else if (day > today - 2 * kDaysOfWeek) {
      last_week += entries;
    }
  }
  writer.put("entries_this_week", this_week).put("entries_last_week", last_week);
  // When something was recalled is not kept: AMFS clients hide what is null.
  writer.put_null("recalls_this_week").put_null("recalls_last_week");
}

void write_types(json::JsonWriter& writer, const store::MemoryStats& stats) {
  writer.key("memory_type_counts").begin_object();
  for (const auto& [type, entries] : stats.by_type) writer.put(store::to_string(type), entries);
  writer.end_object();
}

void write_events(json::JsonWriter& writer, const store::EventCounters& events) {
  writer.key("events").begin_object();
  writer.put("received", events.received).put("done", events.done);
  writer.put("retrying", events.retrying).put("dead", events.dead);
  writer.put("duplicates", events.duplicates).end_object();
}

http::Response stats_of(const store::MemoryStats& stats, UnixNs now) {
  json::JsonWriter writer;
  writer.begin_object();
  writer.put("total_entries", stats.entries).put("total_entities", stats.entities);
  writer.put("total_agents", stats.agents);
  write_counts(writer, "agents", stats.by_agent);
  write_counts(writer, "entities", stats.by_entity);
  writer.put("confidence_avg", stats.confidence_avg).put("confidence_min", stats.confidence_min);
  writer.put("confidence_max", stats.confidence_max);
  writer.put("outcome_linked_count", stats.outcome_linked);
  put_time(writer, "oldest_entry_at", stats.oldest);
  put_time(writer, "newest_entry_at", stats.newest);
  writer.put("total_recalls", stats.recalls).put("recalled_tokens_saved", stats.tokens_saved);
  write_weeks(writer, stats, now);
  write_types(writer, stats);
  write_events(writer, stats.events);
  return http::json(200, writer.end_object().text());
}

}  // namespace

void add_stats_route(RouteTable& table) {
  table.query("GET", "/stats", access::Scope::read,
              [&clock = table.parts().clock](const http::Request&, const access::Caller& caller,
                                             store::Reader& reader) {
                return stats_of(reader.stats(caller.tenant), clock.now_ns());
              });
}

}  // namespace host::api
