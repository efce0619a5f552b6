// SqliteReader::backlog(): what waits, from the index of open events; endpoints without any cost
// nothing.
#include <algorithm>
#include <map>

#include "host/store/sqlite/reader.hpp"

namespace host::store::sqlite {

std::vector<Backlog> SqliteReader::backlog() {
  const Snapshot snapshot(database_);
  Statement next(database_,
                 "SELECT e.endpoint, p.connector, e.received_at "
                 "FROM events e INDEXED BY events_open JOIN endpoints p ON p.id=e.endpoint "
                 "WHERE e.state<3 AND e.endpoint>?1 ORDER BY e.endpoint, e.seq LIMIT 1");
  Statement count(database_,
                  "SELECT count(*) FROM (SELECT 1 FROM events INDEXED BY events_open "
                  "WHERE state<3 AND endpoint=?1 LIMIT ?2)");
  std::map<std::string, Backlog> found;
  std::int64_t left = kBacklogCountMax;
  EndpointId endpoint = 0;
  for (std::int64_t looks = 0; looks < kBacklogEndpointsMax; ++looks) {
    next.bind(endpoint);
    if (!next.step()) break;
    endpoint = next.integer(0);
    Backlog& of = found[next.text(1)];
    const UnixNs oldest = next.integer(2);
    if (of.events == 0 || oldest < of.oldest) of.oldest = oldest;
    next.reset();
    // At least one: an endpoint that is named here has one.
    count.bind(endpoint, std::max<std::int64_t>(left, 1)).step();
    const std::int64_t events = count.integer(0);
    count.reset();
    of.events += events;
    left -= events;
  }
  std::vector<Backlog> out;
  for (auto& [connector, of] : found) {
    of.connector = connector;
    out.push_back(std::move(of));
  }
  return out;
}

}  // namespace host::store::sqlite
