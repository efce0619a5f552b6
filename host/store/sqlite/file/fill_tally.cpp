#include "host/store/sqlite/file/fill_tally.hpp"

#include <fmt/format.h>

#include "host/store/mark.hpp"
#include "host/store/sqlite/overview/tally_rows.hpp"

namespace host::store::sqlite {
namespace {

constexpr const char* kNumbers = R"sql(
INSERT INTO entities(tenant, entity_path, entries, versions, linked, confidence_sum, last_entry,
                     first_at, last_at, last_agent)
  SELECT tenant, entity_path, sum(current), count(*), 0,
         sum(iif(current, CAST(round(confidence*1e9) AS INTEGER), 0)), max(iif(current, id, 0)),
         min(written_at), max(written_at), 0
  FROM entries GROUP BY tenant, entity_path ORDER BY min(id);
INSERT INTO agents
  SELECT NULL, tenant, agent_id, sum(current), count(DISTINCT iif(current, entity_path, NULL)),
         min(written_at), max(written_at)
  FROM entries GROUP BY tenant, agent_id ORDER BY min(id);
UPDATE entries SET
  entity=(SELECT e.id FROM entities e
          WHERE e.tenant=entries.tenant AND e.entity_path=entries.entity_path),
  agent=(SELECT a.id FROM agents a
         WHERE a.tenant=entries.tenant AND a.agent_id=entries.agent_id),
  mark=amfs_mark(key, value, flags);
UPDATE entities SET last_agent=coalesce(
  (SELECT n.agent FROM entries n WHERE n.id=entities.last_entry), 0);
)sql";

constexpr const char* kCounts = R"sql(
INSERT INTO entity_counts
  SELECT entity, 0, agent, count(*), 0 FROM entries WHERE current=1 GROUP BY entity, agent;
INSERT INTO entity_counts
  SELECT entity, 1, mark, count(*), count(*) FROM entries
  WHERE current=1 AND mark<>'' GROUP BY entity, mark;
INSERT INTO agent_marks
  SELECT agent, mark, count(*), count(*) FROM entries
  WHERE current=1 AND mark<>'' GROUP BY agent, mark;
INSERT INTO memory_counts
  SELECT tenant, 0, memory_type, count(*) FROM entries WHERE current=1 GROUP BY 1, 3;
INSERT INTO memory_counts
  SELECT tenant, 1, CAST(round(confidence*1e9) AS INTEGER), count(*) FROM entries
  WHERE current=1 GROUP BY 1, 3;
INSERT INTO memory_counts
  SELECT tenant, 2, written_at/86400000000000, count(*) FROM entries WHERE current=1 GROUP BY 1, 3;
INSERT INTO counters SELECT tenant, 'entries', sum(entries) FROM entities GROUP BY 1;
INSERT INTO counters SELECT tenant, 'versions', sum(versions) FROM entities GROUP BY 1;
INSERT INTO counters SELECT tenant, 'confidence_sum', sum(confidence_sum) FROM entities GROUP BY 1;
INSERT INTO counters SELECT tenant, 'entities', sum(entries>0) FROM entities GROUP BY 1;
INSERT INTO counters SELECT tenant, 'agents', sum(entries>0) FROM agents GROUP BY 1;
)sql";

// The most frequent types of each endpoint keep their names.
constexpr const char* kEventTypes = R"sql(
INSERT INTO event_types
  SELECT endpoint, iif(place<{0}, event_type, '{1}'), sum(events), max(last_at) FROM (
    SELECT endpoint, event_type, count(*) AS events, max(received_at) AS last_at,
           row_number() OVER (PARTITION BY endpoint ORDER BY count(*) DESC) AS place
    FROM events GROUP BY endpoint, event_type)
  GROUP BY 1, 2;
)sql";

std::string text_of(sqlite3_value* value) {
  const auto* bytes = static_cast<const char*>(sqlite3_value_blob(value));
  const auto size = static_cast<std::size_t>(sqlite3_value_bytes(value));
  return bytes == nullptr ? std::string() : std::string(bytes, size);
}

void sql_mark(sqlite3_context* context, int /*count*/, sqlite3_value** arguments) {
  const bool raw = (sqlite3_value_int64(arguments[2]) & kEntryRaw) != 0;
  const std::string mark =
      raw ? std::string(kRawMark) : mark_of(text_of(arguments[0]), text_of(arguments[1]));
  sqlite3_result_text(context, mark.data(), static_cast<int>(mark.size()), SQLITE_TRANSIENT);
}

}  // namespace

void fill_tally(Database& database) {
  constexpr int kFlags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY;
  const int code = sqlite3_create_function_v2(database.handle(), "amfs_mark", 3, kFlags, nullptr,
                                              sql_mark, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) database.fail(code, "preparing the migration");
  database.execute(kNumbers);
  database.execute(kCounts);
  database.execute(fmt::format(kEventTypes, kEventTypesOfSourceMax, kOtherEventTypes).c_str());
}

}  // namespace host::store::sqlite
