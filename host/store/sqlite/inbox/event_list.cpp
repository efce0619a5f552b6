// The list of events. Which index is walked depends on the filter; whatever no index answers is
// checked row by row, up to kEventScanMax rows a page.
#include <fmt/format.h>

#include "host/store/sqlite/reader.hpp"

namespace host::store::sqlite {
namespace {

// Endpoints of one connector that are walked together; with more the tenant's events are.
constexpr std::size_t kMergedEndpointsMax = 32;
// Arrival order and received_at differ by how long a body takes to arrive, or a clock to be set.
constexpr std::int64_t kArrivalSlackNs = 3600 * kNsPerSecond;

constexpr const char* kColumns = "SELECT " AMFS_EVENT_COLUMNS " FROM events v ";
constexpr const char* kJoin = " JOIN endpoints p ON p.id=v.endpoint ";
constexpr const char* kNewestFirst = " ORDER BY 1 DESC LIMIT ?3";

bool type_matches(std::string_view pattern, std::string_view type) {
  if (pattern.empty()) return true;
  if (pattern.back() != '*') return type == pattern;
  pattern.remove_suffix(1);
  return type.starts_with(pattern);
}

bool is_open(EventState state) { return state != EventState::done && state != EventState::dead; }

// Looks at the columns as they lie in the row (AMFS_EVENT_COLUMNS): most rows are never copied.
class Matcher {
 public:
  explicit Matcher(const EventFilter& filter) : filter_(filter) {}

  bool operator()(const Statement& row) const {
    const UnixNs received_at = row.integer(10);
    return (filter_.connector.empty() || row.view(4) == filter_.connector) && state_matches(row) &&
           received_at >= filter_.since && (filter_.until == 0 || received_at <= filter_.until) &&
           type_matches(filter_.event_type, row.view(5)) && text_matches(row);
  }

 private:
  bool state_matches(const Statement& row) const {
    if (!filter_.state) return true;
    auto state = static_cast<EventState>(row.integer(7));
    if (is_open(state) && filter_.is_processing &&
        filter_.is_processing(row.integer(3), row.integer(0))) {
      state = EventState::processing;
    }
    return state == *filter_.state;
  }
  bool text_matches(const Statement& row) const {
    if (filter_.text.empty()) return true;
    for (const int column : {1, 6, 5, 17}) {  // id, delivery id, type, error
      if (row.view(column).find(filter_.text) != std::string_view::npos) return true;
    }
    return false;
  }

  const EventFilter& filter_;
};

// One ordered walk per endpoint; SQLite merges them.
std::string walk_of(const std::vector<EndpointId>& endpoints) {
  std::string sql;
  for (const EndpointId endpoint : endpoints) {
    if (!sql.empty()) sql += " UNION ALL ";
    sql += kColumns;
    sql += "INDEXED BY events_of_endpoint";
    sql += kJoin;
    sql += fmt::format("WHERE v.endpoint={} AND v.tenant=?1 AND v.seq<?2", endpoint);
  }
  return sql + kNewestFirst;
}

std::string walk_of(const char* index, const char* where) {
  return fmt::format("{}INDEXED BY {}{}WHERE v.tenant=?1 AND v.seq<?2{}{}", kColumns, index, kJoin,
                     where, kNewestFirst);
}

std::vector<EndpointId> endpoints_of(Database& database, const EventFilter& filter) {
  Statement rows(database, "SELECT id FROM endpoints WHERE tenant=?1 AND connector=?2 LIMIT ?3");
  rows.bind(filter.tenant, filter.connector, static_cast<std::int64_t>(kMergedEndpointsMax + 1));
  return rows_of(rows, [](const Statement& row) { return row.integer(0); });
}

// Few open events: all of them, sorted. Many: they are among the newest anyway.
bool has_few_open(Database& database, TenantId tenant) {
  Statement rows(database,
                 "SELECT count(*) FROM (SELECT 1 FROM endpoints p CROSS JOIN events v "
                 "INDEXED BY events_open ON v.endpoint=p.id WHERE p.tenant=?1 AND v.state<3 "
                 "LIMIT ?2)");
  const auto max = static_cast<std::int64_t>(kEventScanMax);
  rows.bind(tenant, max + 1);
  return rows.step() && rows.integer(0) <= max;
}

std::string walk_for(Database& database, const EventFilter& filter) {
  if (filter.state == EventState::dead) return walk_of("events_dead", " AND v.state=4");
  if (filter.state && is_open(*filter.state) && has_few_open(database, filter.tenant)) {
    return "SELECT " AMFS_EVENT_COLUMNS
           " FROM endpoints p CROSS JOIN events v INDEXED BY events_open ON v.endpoint=p.id "
           "WHERE p.tenant=?1 AND v.seq<?2 AND v.state<3" +
           std::string(kNewestFirst);
  }
  if (!filter.connector.empty()) {
    const auto endpoints = endpoints_of(database, filter);
    if (endpoints.empty()) return {};
    if (endpoints.size() <= kMergedEndpointsMax) return walk_of(endpoints);
  }
  return walk_of("events_of_tenant", "");
}

}  // namespace

// Newest first. A rare filter ends a page early, with a cursor to go on from, instead of reading
// the whole inbox in one request.
EventPage SqliteReader::list_events(const EventFilter& filter) {
  const Snapshot snapshot(database_);
  const std::string sql = walk_for(database_, filter);
  EventPage page;
  if (sql.empty()) return page;
  Statement rows(database_, sql);
  const EventSeq before = filter.before == 0 ? INT64_MAX : filter.before;
  rows.bind(filter.tenant, before, static_cast<std::int64_t>(kEventScanMax));
  const Matcher matches(filter);
  std::size_t scanned = 0;
  while (rows.step()) {
    if (page.events.size() == filter.limit) return page;  // one more is there: next is set
    const bool too_old = filter.since != 0 && rows.integer(10) < filter.since - kArrivalSlackNs;
    if (too_old) break;
    ++scanned;
    page.next = rows.integer(0);
    if (matches(rows)) page.events.push_back(read_event(rows));
  }
  if (scanned < kEventScanMax) page.next = 0;
  return page;
}

}  // namespace host::store::sqlite
