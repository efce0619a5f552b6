// The listing queries of SqliteReader whose SQL depends on the filter: entries, events, stats.
#include <fmt/format.h>

#include "host/store/sqlite/reader.hpp"

namespace host::store::sqlite {

std::vector<Entry> SqliteReader::list_entries(const EntryFilter& filter, std::int64_t& total) {
  std::string where = "WHERE n.tenant=?1";
  if (!filter.entity_path.empty()) where += " AND n.entity_path=?2";
  if (!filter.include_superseded) where += " AND n.current=1";
  const char* order = filter.newest_first ? " ORDER BY n.written_at DESC, n.id DESC"
                                          : " ORDER BY n.entity_path, n.key, n.version";
  const Snapshot snapshot(database_);
  Statement count(database_, "SELECT count(*) FROM entries n " + where);
  Statement rows(database_, "SELECT " AMFS_ENTRY_COLUMNS AMFS_ENTRY_FROM + where + order +
                                " LIMIT ?3 OFFSET ?4");
  if (filter.entity_path.empty()) {
    count.bind(filter.tenant);
    rows.bind(filter.tenant, nullptr, static_cast<std::int64_t>(filter.limit),
              static_cast<std::int64_t>(filter.offset));
  } else {
    count.bind(filter.tenant, filter.entity_path);
    rows.bind(filter.tenant, filter.entity_path, static_cast<std::int64_t>(filter.limit),
              static_cast<std::int64_t>(filter.offset));
  }
  total = count.step() ? count.integer(0) : 0;
  return read_entries(rows);
}

namespace {

bool type_matches(const std::string& pattern, const std::string& type) {
  if (pattern.empty()) return true;
  if (pattern.back() == '*') {
    return std::string_view(type).substr(0, pattern.size() - 1) ==
           std::string_view(pattern).substr(0, pattern.size() - 1);
  }
  return type == pattern;
}

bool text_matches(const std::string& text, const EventRow& event) {
  if (text.empty()) return true;
  for (const std::string* field :
       {&event.id, &event.delivery_id, &event.event_type, &event.error}) {
    if (field->find(text) != std::string::npos) return true;
  }
  return false;
}

bool matches(const EventFilter& filter, const EventRow& event) {
  return (filter.connector.empty() || event.connector == filter.connector) &&
         (!filter.state || event.state == *filter.state) && event.received_at >= filter.since &&
         (filter.until == 0 || event.received_at <= filter.until) &&
         type_matches(filter.event_type, event.event_type) && text_matches(filter.text, event);
}

}  // namespace

// Newest first. A page reads at most kEventScanMax rows: a rare filter ends a page early with a
// cursor to go on from, instead of reading the whole inbox in one request.
EventPage SqliteReader::list_events(const EventFilter& filter) {
  const bool dead = filter.state == EventState::dead;
  const bool open =
      filter.state && *filter.state != EventState::dead && *filter.state != EventState::done;
  std::string sql = "SELECT " AMFS_EVENT_COLUMNS AMFS_EVENT_FROM "WHERE v.tenant=?1 AND v.seq<?2";
  if (dead) sql += " AND v.state=4";
  if (open) sql += " AND v.state<3";
  sql += " ORDER BY v.seq DESC LIMIT ?3";
  Statement rows(database_, sql);
  const EventSeq before = filter.before == 0 ? INT64_MAX : filter.before;
  rows.bind(filter.tenant, before, static_cast<std::int64_t>(kEventScanMax));
  EventPage page;
  std::size_t scanned = 0;
  while (rows.step()) {
    EventRow event = read_event(rows);
    ++scanned;
    if (page.events.size() == filter.limit) return page;  // one more is there: next is set
    page.next = event.seq;
    if (matches(filter, event)) page.events.push_back(std::move(event));
  }
  if (scanned < kEventScanMax) page.next = 0;
  return page;
}

EventCounters SqliteReader::event_counters(TenantId tenant) {
  Statement rows(database_, "SELECT name, value FROM counters WHERE tenant=?1");
  rows.bind(tenant);
  EventCounters out;
  while (rows.step()) {
    const std::string name = rows.text(0);
    const std::int64_t value = rows.integer(1);
    if (name == "events_received") out.received = value;
    if (name == "events_done") out.done = value;
    if (name == "events_retrying") out.retrying = value;
    if (name == "events_dead") out.dead = value;
    if (name == "events_duplicates") out.duplicates = value;
  }
  return out;
}

MemoryStats SqliteReader::stats(TenantId tenant) {
  const Snapshot snapshot(database_);
  MemoryStats out;
  Statement totals(
      database_,
      "SELECT count(*), count(DISTINCT entity_path), avg(confidence), min(confidence), "
      "max(confidence), min(written_at), max(written_at) FROM entries "
      "WHERE tenant=?1 AND current=1");
  totals.bind(tenant);
  if (totals.step()) {
    out.entries = totals.integer(0);
    out.entities = totals.integer(1);
    out.confidence_avg = totals.real(2);
    out.confidence_min = totals.real(3);
    out.confidence_max = totals.real(4);
    out.oldest = totals.integer(5);
    out.newest = totals.integer(6);
  }
  Statement agents(
      database_,
      "SELECT agent_id, count(*) FROM entries WHERE tenant=?1 AND current=1 GROUP BY 1 "
      "ORDER BY 2 DESC");
  agents.bind(tenant);
  while (agents.step()) out.by_agent.emplace_back(agents.text(0), agents.integer(1));
  out.agents = static_cast<std::int64_t>(out.by_agent.size());
  Statement entities(database_,
                     "SELECT entity_path, count(*) FROM entries WHERE tenant=?1 AND current=1 "
                     "GROUP BY 1 ORDER BY 2 DESC LIMIT ?2");
  entities.bind(tenant, static_cast<std::int64_t>(kStatsEntitiesMax));
  while (entities.step()) out.by_entity.emplace_back(entities.text(0), entities.integer(1));
  out.events = event_counters(tenant);
  return out;
}

}  // namespace host::store::sqlite
