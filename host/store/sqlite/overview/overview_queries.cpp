#include "host/store/sqlite/overview/overview_queries.hpp"

#include <algorithm>
#include <limits>

#include "host/store/mark.hpp"
#include "host/store/sqlite/overview/overview_columns.hpp"
#include "host/store/sqlite/overview/tally_rows.hpp"
#include "host/store/sqlite/queries.hpp"

namespace host::store::sqlite {
namespace {

#define AMFS_HEAD_COLUMNS                                                                  \
  "SELECT n.id, n.entity_path, n.key, n.version, n.current, n.confidence, n.memory_type, " \
  "n.agent_id, v.id, v.event_type, n.mark, n.summary, n.written_at, n.flags FROM "
#define AMFS_HEAD_ROW \
  " w CROSS JOIN entries n ON n.id=w.id LEFT JOIN events v ON v.seq=n.event_seq "

// Current entries that are not raw (?3 is their mark), of the ?4 newest of `ROWS`: what is left out
// must neither hide what is older nor be walked without end.
constexpr std::int64_t kLookedAtPerHead = 10;
#define AMFS_NEWEST_OF(ROWS)                                             \
  AMFS_HEAD_COLUMNS "(" ROWS " ORDER BY id DESC LIMIT ?4)" AMFS_HEAD_ROW \
                    "WHERE n.current=1 AND n.mark<>?3 AND " AMFS_LIVE("n.") " LIMIT ?2"
constexpr const char* kNewest =
    AMFS_NEWEST_OF("SELECT id FROM entries WHERE tenant=?1 AND current=1");
constexpr const char* kNewestOfEntity =
    AMFS_NEWEST_OF("SELECT id FROM entries WHERE entity=?1 AND current=1");
constexpr const char* kNewestOfAgent = AMFS_NEWEST_OF("SELECT id FROM entries WHERE agent=?1");

EntryHead read_head(const Statement& row) {
  EntryHead head;
  head.id = row.integer(0);
  head.entity_path = row.text(1);
  head.key = row.text(2);
  head.version = row.integer(3);
  head.current = row.integer(4) != 0;
  head.confidence = row.real(5);
  head.memory_type = static_cast<MemoryType>(row.integer(6));
  head.agent_id = row.text(7);
  head.event_id = row.text(8);
  head.event_type = row.text(9);
  head.mark = row.text(10);
  head.summary = row.text(11);
  head.written_at = row.integer(12);
  head.raw = (static_cast<std::uint32_t>(row.integer(13)) & kEntryRaw) != 0;
  return head;
}

std::vector<EntryHead> read_heads(Statement& rows, std::int64_t of, std::size_t limit) {
  rows.bind(of, bound(limit), kRawMark, bound(limit) * kLookedAtPerHead);
  std::vector<EntryHead> out = rows_of(rows, read_head);
  std::sort(out.begin(), out.end(),
            [](const EntryHead& a, const EntryHead& b) { return a.id > b.id; });
  return out;
}

AgentSummary read_agent(const Statement& row) {
  return {row.integer(0), row.text(1),    row.integer(2),
          row.integer(3), row.integer(4), row.integer(5)};
}

std::vector<MarkCount> read_marks(Statement& rows) {
  return rows_of(rows, [](const Statement& row) {
    return MarkCount{row.text(0), row.integer(1), row.integer(2)};
  });
}

}  // namespace

OverviewQueries::OverviewQueries(Database& database)
    : database_(database),
      entity_(database, AMFS_ENTITY_COLUMNS "FROM entities e" AMFS_ENTITY_AGENT
                                            "WHERE e.tenant=?1 AND e.entity_path=?2"),
      agents_of_entity_(database,
                        "SELECT a.agent_id FROM entity_counts c JOIN agents a ON a.id=c.item "
                        "WHERE c.entity=?1 AND c.kind=0 AND c.entries>0 LIMIT ?2"),
      agent_(database,
             "SELECT id, agent_id, entries, entities, first_at, last_at FROM agents "
             "WHERE tenant=?1 AND agent_id=?2"),
      source_(database,
              "SELECT t.event_type, sum(t.events), max(t.last_at) FROM endpoints p "
              "JOIN event_types t ON t.endpoint=p.id WHERE p.tenant=?1 AND p.connector=?2 "
              "GROUP BY 1 ORDER BY 2 DESC, 1"),
      marks_of_entity_(database,
                       "SELECT item, entries, reached FROM entity_counts "
                       "WHERE entity=?1 AND kind=1 ORDER BY item"),
      marks_of_agent_(database,
                      "SELECT mark, entries, reached FROM agent_marks WHERE agent=?1 "
                      "ORDER BY mark"),
      newest_(database, kNewest),
      newest_of_entity_(database, kNewestOfEntity),
      newest_of_agent_(database, kNewestOfAgent),
      counter_(database, "SELECT value FROM counters WHERE tenant=?1 AND name=?2") {}

std::optional<EntitySummary> OverviewQueries::entity(TenantId tenant, std::string_view path) {
  entity_.bind(tenant, path);
  std::optional<EntitySummary> out;
  if (entity_.step()) out = read_entity(entity_);
  entity_.reset();
  return out;
}

AgentPage OverviewQueries::agents(TenantId tenant, std::size_t offset, std::size_t limit) {
  const Snapshot snapshot(database_);
  Statement rows(database_,
                 "SELECT id, agent_id, entries, entities, first_at, last_at FROM agents "
                 "WHERE tenant=?1 AND entries>0 ORDER BY entries DESC, id LIMIT ?2 OFFSET ?3");
  rows.bind(tenant, bound(limit), bound(offset));
  return {rows_of(rows, read_agent), counter(tenant, kCounterAgents)};
}

std::optional<AgentSummary> OverviewQueries::agent(TenantId tenant, std::string_view agent_id) {
  agent_.bind(tenant, agent_id);
  std::optional<AgentSummary> out;
  if (agent_.step()) out = read_agent(agent_);
  agent_.reset();
  return out;
}

std::optional<SourceSummary> OverviewQueries::source(TenantId tenant, std::string_view connector) {
  source_.bind(tenant, connector);
  SourceSummary source;
  source.connector = std::string(connector);
  while (source_.step()) {
    source.event_types.emplace_back(source_.text(0), source_.integer(1));
    source.events += source_.integer(1);
    if (source_.integer(2) <= source.last_event_at) continue;
    source.last_event_at = source_.integer(2);
    source.last_event_type = source_.text(0);
  }
  source_.reset();
  if (source.events == 0) return std::nullopt;
  return source;
}

std::vector<MarkCount> OverviewQueries::marks_of_entity(EntityNumber number) {
  marks_of_entity_.bind(number);
  return read_marks(marks_of_entity_);
}

std::vector<MarkCount> OverviewQueries::marks_of_agent(AgentNumber number) {
  marks_of_agent_.bind(number);
  return read_marks(marks_of_agent_);
}

std::vector<EntryHead> OverviewQueries::newest(TenantId tenant, std::size_t limit) {
  return read_heads(newest_, tenant, limit);
}

std::vector<EntryHead> OverviewQueries::newest_of_entity(EntityNumber number, std::size_t limit) {
  return read_heads(newest_of_entity_, number, limit);
}

std::vector<EntryHead> OverviewQueries::newest_of_agent(AgentNumber number, std::size_t limit) {
  return read_heads(newest_of_agent_, number, limit);
}

std::int64_t OverviewQueries::outcomes_of_agent(TenantId tenant, std::string_view agent_id) {
  Statement row(database_,
                "SELECT count(*) FROM (SELECT 1 FROM outcomes WHERE tenant=?1 AND agent_id=?2 "
                "LIMIT ?3)");
  row.bind(tenant, agent_id, kOutcomesCountMax);
  return row.step() ? row.integer(0) : 0;
}

AgentWrites OverviewQueries::writes_of_agent(AgentNumber number, UnixNs since, EntryId before,
                                             std::size_t limit) {
  Statement rows(
      database_, AMFS_HEAD_COLUMNS
      "(SELECT id FROM entries WHERE agent=?1 AND id<?2 ORDER BY id DESC LIMIT ?3)" AMFS_HEAD_ROW
      "ORDER BY n.id DESC");
  const EntryId end = before == 0 ? std::numeric_limits<EntryId>::max() : before;
  rows.bind(number, end, bound(limit) + 1);
  AgentWrites page;
  while (rows.step()) {
    EntryHead head = read_head(rows);
    if (head.written_at < since) break;  // ids follow time
    if (page.writes.size() == limit) {
      page.next = page.writes.back().id;
      break;
    }
    page.writes.push_back(std::move(head));
  }
  return page;
}

EntitySummary OverviewQueries::read_entity(const Statement& row) {
  EntitySummary entity;
  entity.number = row.integer(0);
  entity.path = row.text(1);
  entity.entries = row.integer(2);
  entity.versions = row.integer(3);
  entity.outcome_linked = row.integer(4);
  if (entity.entries > 0) {
    entity.confidence_avg = row.real(5) / kConfidenceUnits / static_cast<double>(entity.entries);
  }
  entity.recalls = row.integer(6);
  entity.tokens_saved = row.integer(7);
  entity.last_entry = row.integer(8);
  entity.first_at = row.integer(9);
  entity.last_at = row.integer(10);
  entity.last_agent = row.text(11);
  agents_of_entity_.bind(entity.number, bound(kAgentsOfEntityMax));
  entity.agents = rows_of(agents_of_entity_, [](const Statement& agent) { return agent.text(0); });
  std::sort(entity.agents.begin(), entity.agents.end());
  return entity;
}

bool OverviewQueries::has_entry(TenantId tenant, EntryId id) {
  Statement row(database_, "SELECT 1 FROM entries WHERE id=?1 AND tenant=?2");
  row.bind(id, tenant);
  return row.step();
}

std::int64_t OverviewQueries::counter(TenantId tenant, const char* name) {
  counter_.bind(tenant, name);
  const std::int64_t value = counter_.step() ? counter_.integer(0) : 0;
  counter_.reset();
  return value;
}

}  // namespace host::store::sqlite
