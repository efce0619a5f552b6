// SqliteReader::stats(): every figure from the rows that the writer keeps (tally.hpp,
// counters.hpp).
#include "host/store/sqlite/overview/tally_rows.hpp"
#include "host/store/sqlite/reader.hpp"
#include "host/store/sqlite/writer/counters.hpp"

namespace host::store::sqlite {
namespace {

using Counts = std::vector<std::pair<std::string, std::int64_t>>;

// The oldest or the newest current entry: one end of an index.
UnixNs written_at(Database& database, TenantId tenant, bool newest) {
  Statement row(database, std::string("SELECT written_at FROM entries INDEXED BY entries_recent "
                                      "WHERE tenant=?1 AND current=1 ORDER BY id ") +
                              (newest ? "DESC" : "ASC") + " LIMIT 1");
  row.bind(tenant);
  return row.step() ? row.integer(0) : 0;
}

void read_counts(Database& database, TenantId tenant, MemoryStats& out) {
  Statement rows(database,
                 "SELECT kind, item, entries FROM memory_counts WHERE tenant=?1 AND kind=0 "
                 "UNION ALL SELECT * FROM (SELECT kind, item, entries FROM memory_counts "
                 "WHERE tenant=?1 AND kind=2 ORDER BY item DESC LIMIT ?2)");
  rows.bind(tenant, kStatsDaysMax);
  while (rows.step()) {
    if (rows.integer(0) == static_cast<std::int64_t>(MemoryCount::type)) {
      out.by_type.emplace_back(static_cast<MemoryType>(rows.integer(1)), rows.integer(2));
    } else {
      out.by_day.emplace_back(rows.integer(1), rows.integer(2));
    }
  }
  Statement range(database,
                  "SELECT (SELECT min(item) FROM memory_counts WHERE tenant=?1 AND kind=1), "
                  "(SELECT max(item) FROM memory_counts WHERE tenant=?1 AND kind=1)");
  range.bind(tenant);
  if (!range.step() || out.entries == 0) return;
  out.confidence_min = range.real(0) / kConfidenceUnits;
  out.confidence_max = range.real(1) / kConfidenceUnits;
}

void read_names(Database& database, const std::string& sql, TenantId tenant, Counts& out) {
  if (out.size() >= kStatsNamesMax) return;
  Statement rows(database, sql + " LIMIT ?2");
  rows.bind(tenant, static_cast<std::int64_t>(kStatsNamesMax - out.size()));
  while (rows.step()) out.emplace_back(rows.text(0), rows.integer(1));
}

}  // namespace

MemoryStats SqliteReader::stats(TenantId tenant) {
  const Snapshot snapshot(database_);
  const auto counter = [&](const char* name) { return overview_.counter(tenant, name); };
  MemoryStats out;
  out.entries = counter(kCounterEntries);
  out.entities = counter(kCounterEntities);
  out.agents = counter(kCounterAgents);
  out.outcome_linked = counter(kCounterLinked);
  out.recalls = counter(kCounterRecalls);
  out.tokens_saved = counter(kCounterTokensSaved);
  if (out.entries > 0) {
    out.confidence_avg = static_cast<double>(counter(kCounterConfidence)) / kConfidenceUnits /
                         static_cast<double>(out.entries);
  }
  out.oldest = written_at(database_, tenant, false);
  out.newest = written_at(database_, tenant, true);
  read_counts(database_, tenant, out);
  read_names(database_,
             "SELECT agent_id, entries FROM agents WHERE tenant=?1 AND entries>0 "
             "ORDER BY entries DESC",
             tenant, out.by_agent);
  // Large ones are found by an index; the order of the many small ones would have to be made.
  read_names(database_,
             "SELECT entity_path, entries FROM entities WHERE tenant=?1 AND entries>=100 "
             "ORDER BY entries DESC",
             tenant, out.by_entity);
  read_names(database_,
             "SELECT entity_path, entries FROM entities INDEXED BY sqlite_autoindex_entities_1 "
             "WHERE tenant=?1 AND entries BETWEEN 1 AND 99",
             tenant, out.by_entity);
  out.events = {counter(kCounterReceived), counter("events_done"), counter("events_retrying"),
                counter("events_dead"), counter(kCounterDuplicates)};
  return out;
}

}  // namespace host::store::sqlite
