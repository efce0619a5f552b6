// OverviewQueries: lists of entities, the last written first.
#include <limits>

#include "host/store/mark.hpp"
#include "host/store/sqlite/overview/overview_columns.hpp"
#include "host/store/sqlite/overview/overview_queries.hpp"
#include "host/store/sqlite/overview/tally_rows.hpp"

namespace host::store::sqlite {
namespace {

// ?4 is kHiddenPath.
#define AMFS_SHOWN "e.entity_path<>?4 AND substr(e.entity_path, 1, length(?4)+1)<>?4||'/' "

}  // namespace

// The entities of few are sorted; of many, the newest entries are walked: an entity stands where
// its newest entry does.
EntityPage OverviewQueries::entities(TenantId tenant, EntryId before, std::size_t limit) {
  const Snapshot snapshot(database_);
  EntityPage page;
  page.total = counter(tenant, kCounterEntities);
  const EntryId end = before == 0 ? std::numeric_limits<EntryId>::max() : before;
  if (page.total > kEntitiesSortedMax) {
    walk_entities(tenant, end, limit, page);
  } else {
    sort_entities(tenant, end, limit, page);
  }
  return page;
}

void OverviewQueries::sort_entities(TenantId tenant, EntryId before, std::size_t limit,
                                    EntityPage& page) {
  Statement rows(database_, AMFS_ENTITY_COLUMNS
                 "FROM entities e" AMFS_ENTITY_AGENT
                 "WHERE e.tenant=?1 AND e.entries>0 AND e.last_entry<?2 AND " AMFS_SHOWN
                 "ORDER BY e.last_entry DESC LIMIT ?3");
  rows.bind(tenant, before, bound(limit) + 1, kHiddenPath);
  while (rows.step()) {
    if (page.entities.size() == limit) {
      page.next = page.entities.back().last_entry;
      return;
    }
    page.entities.push_back(read_entity(rows));
  }
}

void OverviewQueries::walk_entities(TenantId tenant, EntryId before, std::size_t limit,
                                    EntityPage& page) {
  Statement entries(database_,
                    "SELECT id, entity FROM entries INDEXED BY entries_recent "
                    "WHERE tenant=?1 AND current=1 AND id<?2 ORDER BY id DESC LIMIT ?3");
  Statement entity(database_,
                   AMFS_ENTITY_COLUMNS "FROM entities e" AMFS_ENTITY_AGENT
                                       "WHERE e.id=?1 AND e.last_entry=?2 AND " AMFS_SHOWN);
  entries.bind(tenant, before, kEntityWalkMax);
  std::int64_t seen = 0;
  EntryId last = 0;
  while (page.entities.size() < limit && entries.step()) {
    ++seen;
    last = entries.integer(0);
    entity.bind(entries.integer(1), last, nullptr, kHiddenPath);
    if (entity.step()) page.entities.push_back(read_entity(entity));
  }
  if (page.entities.size() == limit || seen == kEntityWalkMax) page.next = last;
}

std::vector<EntitySummary> OverviewQueries::entities_below(TenantId tenant, std::string_view path,
                                                           std::size_t limit) {
  Statement rows(
      database_, AMFS_ENTITY_COLUMNS
      "FROM (SELECT id FROM entities WHERE tenant=?1 AND entity_path>?2||'/' "
      "AND entity_path<?2||'0' AND entries>0 "  // '0' follows '/'
      "ORDER BY entity_path LIMIT ?5) w CROSS JOIN entities e ON e.id=w.id "
      "LEFT JOIN entity_counts r ON r.entity=e.id AND r.kind=1 AND r.item=?4" AMFS_ENTITY_AGENT
      "WHERE e.entries>ifnull(r.entries, 0) ORDER BY e.last_at DESC, e.id LIMIT ?3");
  rows.bind(tenant, path, bound(limit), kRawMark, kEntitiesBelowMax);
  return rows_of(rows, [this](const Statement& row) { return read_entity(row); });
}

}  // namespace host::store::sqlite
