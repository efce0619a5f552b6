// What the tally must equal, counted from the entries themselves.
#pragma once

#include "tests/support/catch.hpp"
#include "tests/unit/store/raw_file.hpp"

namespace test {

inline void check_tally(const std::string& path) {
  RawFile file(path);
  const auto same = [&](const char* what, const std::string& kept, const std::string& counted) {
    INFO(what);
    CHECK(file.rows(kept) == file.rows(counted));
  };
  same("entities",
       "SELECT tenant, entity_path, entries, versions, linked, confidence_sum, last_entry "
       "FROM entities ORDER BY 1, 2",
       "SELECT tenant, entity_path, sum(current), count(*), sum(current AND outcome_count>0), "
       "sum(iif(current, CAST(round(confidence*1e9) AS INTEGER), 0)), max(iif(current, id, 0)) "
       "FROM entries GROUP BY 1, 2 ORDER BY 1, 2");
  same("agents", "SELECT tenant, agent_id, entries, entities FROM agents ORDER BY 1, 2",
       "SELECT tenant, agent_id, sum(current), count(DISTINCT iif(current, entity_path, NULL)) "
       "FROM entries GROUP BY 1, 2 ORDER BY 1, 2");
  same("agents of entities",
       "SELECT entity, item, entries FROM entity_counts WHERE kind=0 AND entries<>0 ORDER BY 1, 2",
       "SELECT entity, agent, count(*) FROM entries WHERE current=1 GROUP BY 1, 2 ORDER BY 1, 2");
  same("marks of entities",
       "SELECT entity, item, entries FROM entity_counts WHERE kind=1 AND entries<>0 ORDER BY 1, 2",
       "SELECT entity, mark, count(*) FROM entries WHERE current=1 AND mark<>'' GROUP BY 1, 2 "
       "ORDER BY 1, 2");
  same("marks of agents",
       "SELECT agent, mark, entries FROM agent_marks WHERE entries<>0 ORDER BY 1, 2",
       "SELECT agent, mark, count(*) FROM entries WHERE current=1 AND mark<>'' GROUP BY 1, 2 "
       "ORDER BY 1, 2");
  same("memory counts", "SELECT tenant, kind, item, entries FROM memory_counts ORDER BY 1, 2, 3",
       "SELECT tenant, 0, memory_type, count(*) FROM entries WHERE current=1 GROUP BY 1, 3 "
       "UNION ALL SELECT tenant, 1, CAST(round(confidence*1e9) AS INTEGER), count(*) FROM entries "
       "WHERE current=1 GROUP BY 1, 3 "
       "UNION ALL SELECT tenant, 2, written_at/86400000000000, count(*) FROM entries "
       "WHERE current=1 GROUP BY 1, 3 ORDER BY 1, 2, 3");
  same("totals",
       "SELECT name, value FROM counters WHERE value<>0 AND name IN ('entries', 'versions', "
       "'entities', 'agents', 'outcome_linked') ORDER BY 1",
       "SELECT * FROM (SELECT 'agents' AS name, count(DISTINCT agent_id) AS value FROM entries "
       "WHERE current=1 UNION ALL SELECT 'entities', count(DISTINCT entity_path) FROM entries "
       "WHERE current=1 UNION ALL SELECT 'entries', count(*) FROM entries WHERE current=1 "
       "UNION ALL SELECT 'outcome_linked', count(*) FROM entries WHERE current=1 AND "
       "outcome_count>0 UNION ALL SELECT 'versions', count(*) FROM entries) WHERE value<>0");
  same("event types", "SELECT endpoint, event_type, events FROM event_types ORDER BY 1, 2",
       "SELECT endpoint, event_type, count(*) FROM events GROUP BY 1, 2 ORDER BY 1, 2");
}

}  // namespace test
