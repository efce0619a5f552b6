#include "host/store/sqlite/reader.hpp"

#include "host/store/sqlite/queries.hpp"
#include "host/store/sqlite/search/search_rank.hpp"

namespace host::store::sqlite {

#define AMFS_VERSIONS(CURRENT)                                                 \
  "SELECT " AMFS_ENTRY_COLUMNS AMFS_ENTRY_FROM                                 \
  "WHERE n.tenant=?1 AND n.entity_path=?2 AND n.key=?3 AND n.current=" CURRENT \
  " AND n.version>?4 AND n.written_at>=?5 AND n.written_at<=?6"

SqliteReader::SqliteReader(const std::string& file, const Clock& clock)
    : database_(file, Database::Mode::read_only),
      rows_(with_clock(database_, clock), clock),
      current_(database_,
               "SELECT " AMFS_ENTRY_COLUMNS AMFS_ENTRY_FROM
               "WHERE n.tenant=?1 AND n.entity_path=?2 AND n.key=?3 AND n.current=1 AND " AMFS_LIVE(
                   "n.")),
      find_reference_(database_, "SELECT " AMFS_ENTRY_COLUMNS
                                 " FROM entry_refs r JOIN entries n ON n.id=r.entry "
                                 "LEFT JOIN events v ON v.seq=n.event_seq "
                                 "WHERE r.tenant=?1 AND r.ref=?2 AND n.current=1 AND " AMFS_LIVE(
                                     "n.") " ORDER BY n.id LIMIT 1"),
      list_current_(database_,
                    "SELECT " AMFS_ENTRY_COLUMNS AMFS_ENTRY_FROM
                    "WHERE n.tenant=?1 AND n.entity_path=?2 AND n.current=1 AND " AMFS_LIVE(
                        "n.") " ORDER BY n.key LIMIT ?3"),
      // Two walks along entries_key, merged: nothing is sorted.
      history_(database_,
               AMFS_VERSIONS("0") " UNION ALL " AMFS_VERSIONS("1") " ORDER BY 4 LIMIT ?7"),
      find_event_(database_,
                  "SELECT " AMFS_EVENT_COLUMNS AMFS_EVENT_FROM "WHERE v.id=?2 AND v.tenant=?1"),
      event_by_seq_(database_, "SELECT " AMFS_EVENT_COLUMNS AMFS_EVENT_FROM "WHERE v.seq=?1"),
      event_results_(database_,
                     "SELECT 'write', entity_path, key, version FROM entries "
                     "WHERE event_seq=?1 AND (flags & 4)=0 "
                     "UNION ALL SELECT 'record_context', about_path, label, 0 FROM contexts "
                     "WHERE event_seq=?1"),
      open_events_(database_,
                   // Not left to the planner: an index of every event of the endpoint is there too.
                   "SELECT " AMFS_EVENT_COLUMNS
                   " FROM events v INDEXED BY events_open JOIN endpoints p ON p.id=v.endpoint "
                   "WHERE v.endpoint=?1 AND v.seq>?2 AND v.state<3 ORDER BY v.seq LIMIT ?3") {
  add_term_fit(database_);
}

std::optional<Entry> SqliteReader::current_entry(TenantId tenant, std::string_view entity_path,
                                                 std::string_view key) {
  const Snapshot snapshot(database_);
  current_.bind(tenant, entity_path, key);
  std::optional<Entry> out;
  if (current_.step()) out = read_entry(current_);
  current_.reset();
  return out;
}

std::optional<Entry> SqliteReader::find_reference(TenantId tenant, std::string_view reference) {
  const Snapshot snapshot(database_);
  find_reference_.bind(tenant, reference);
  std::optional<Entry> out;
  if (find_reference_.step()) out = read_entry(find_reference_);
  find_reference_.reset();
  return out;
}

std::vector<Entry> SqliteReader::list_current(TenantId tenant, std::string_view entity_path,
                                              std::size_t limit) {
  const Snapshot snapshot(database_);
  list_current_.bind(tenant, entity_path, static_cast<std::int64_t>(limit));
  return read_entries(list_current_);
}

HistoryPage SqliteReader::history(const HistoryFilter& filter) {
  const Snapshot snapshot(database_);
  const auto one_more = static_cast<std::int64_t>(filter.limit) + 1;
  history_.bind(filter.tenant, filter.entity_path, filter.key, filter.after, filter.since,
                filter.until, one_more);
  HistoryPage page;
  std::size_t bytes = 0;
  while (history_.step()) {
    if (page.versions.size() == filter.limit || bytes >= kListBytesMax) {
      page.next = page.versions.back().version;
      break;
    }
    page.versions.push_back(read_entry(history_));
    bytes += page.versions.back().value_json.size();
  }
  history_.reset();
  return page;
}

std::optional<EventRow> SqliteReader::find_event(TenantId tenant, std::string_view id) {
  find_event_.bind(tenant, id);
  std::optional<EventRow> out;
  if (find_event_.step()) out = read_event(find_event_);
  find_event_.reset();
  return out;
}

std::optional<EventRow> SqliteReader::event_by_seq(EventSeq seq) {
  event_by_seq_.bind(seq);
  std::optional<EventRow> out;
  if (event_by_seq_.step()) out = read_event(event_by_seq_);
  event_by_seq_.reset();
  return out;
}

std::vector<EventResult> SqliteReader::event_results(EventSeq seq) {
  event_results_.bind(seq);
  return rows_of(event_results_, [](const Statement& row) {
    return EventResult{row.text(0), row.text(1), row.text(2), row.integer(3)};
  });
}

std::vector<EventRow> SqliteReader::open_events(EndpointId endpoint, EventSeq after,
                                                std::size_t limit) {
  open_events_.bind(endpoint, after, static_cast<std::int64_t>(limit));
  return rows_of(open_events_, read_event);
}

EventRow read_event(const Statement& row) {
  EventRow event;
  event.seq = row.integer(0);
  event.id = row.text(1);
  event.tenant = row.integer(2);
  event.endpoint = row.integer(3);
  event.connector = row.text(4);
  event.event_type = row.text(5);
  event.delivery_id = row.text(6);
  event.state = static_cast<EventState>(row.integer(7));
  event.outcome = static_cast<EventOutcome>(row.integer(8));
  event.flags = static_cast<std::uint32_t>(row.integer(9));
  event.received_at = row.integer(10);
  event.occurred_at = row.integer(11);
  event.settled_at = row.integer(12);
  event.next_attempt_at = row.integer(13);
  event.attempts = static_cast<std::int32_t>(row.integer(14));
  event.duplicates = row.integer(15);
  event.duplicate_log_json = row.text(16);
  event.error = row.text(17);
  return event;
}

}  // namespace host::store::sqlite
