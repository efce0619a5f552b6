// SqliteReader::list_entries(): pages of entries in three orders, each along an index, with totals
// from the counts. What is skipped (offset) costs one step in an index each, a tenth of a
// microsecond; `after` costs nothing.
#include <algorithm>
#include <utility>

#include "host/store/sqlite/overview/tally_rows.hpp"
#include "host/store/sqlite/reader.hpp"

namespace host::store::sqlite {
namespace {

// What of the entry that the page follows the order by path looks at: it never changes.
struct Followed {
  std::string path, key;
  std::int64_t version = 0;
};

Followed followed(Database& database, const EntryFilter& filter) {
  Followed out;
  if (filter.after.id == 0) return out;
  Statement row(database,
                "SELECT entity_path, key, version FROM entries WHERE id=?1 AND tenant=?2");
  row.bind(filter.after.id, filter.tenant);
  if (row.step()) out = {row.text(0), row.text(1), row.integer(2)};
  return out;
}

// One stretch of a list, along an index. ?1 tenant, ?2 path, ?3 limit, ?4 offset, ?5 entity number;
// of the entry followed: ?6 id, ?7 path, ?8 key, ?9 version, ?10 recall count.
struct Stretch {
  std::string from;   // FROM … WHERE …
  std::string order;  // ORDER BY …
};

// Within one path the bound names the key only: with a row value SQLite would walk to the end of
// all paths.
Stretch by_path(const EntryFilter& filter) {
  const bool one_path = !filter.entity_path.empty();
  std::string from = "FROM entries INDEXED BY entries_key WHERE tenant=?1";
  if (one_path) from += " AND entity_path=?2";
  if (filter.include_superseded) {
    if (filter.after.id != 0) {
      from += one_path ? " AND (key, version)>(?8, ?9)"
                       : " AND (entity_path, key, version)>(?7, ?8, ?9)";
    }
    return {from, "ORDER BY entity_path, key, version"};
  }
  if (filter.after.id != 0) from += one_path ? " AND key>?8" : " AND (entity_path, key)>(?7, ?8)";
  return {from + " AND current=1", "ORDER BY entity_path, key"};  // as the index is
}

std::string in_scope(const EntryFilter& filter, const char* rest, bool follows) {
  return std::string(filter.entity_path.empty()
                         ? "FROM entries INDEXED BY entries_recent WHERE tenant=?1"
                         : "FROM entries INDEXED BY entries_of_entity WHERE entity=?5") +
         (follows ? " AND id<?6" : "") + rest;
}

Stretch by_time(const EntryFilter& filter) {
  const bool follows = filter.after.id != 0;
  std::string from = in_scope(filter, " AND current=1", follows);
  if (filter.include_superseded) {
    from += " UNION ALL SELECT id " + in_scope(filter, " AND current=0", follows);
  }
  return {from, "ORDER BY id DESC"};
}

// Entries that were read stand first, then the others, then the superseded ones.
std::vector<Stretch> by_recalls(const EntryFilter& filter) {
  const EntryPosition& after = filter.after;
  const bool follows = after.id != 0;
  std::vector<Stretch> out;
  if (!follows || after.recalls > 0) {
    std::string from = filter.entity_path.empty()
                           ? "FROM entries INDEXED BY entries_recalled WHERE tenant=?1"
                           : "FROM entries INDEXED BY entries_recalled_of_entity WHERE entity=?5";
    from += " AND current=1 AND recall_count>0";
    if (follows) from += " AND (recall_count, id)<(?10, ?6)";
    out.push_back({from, "ORDER BY recall_count DESC, id DESC"});
  }
  if (!follows || after.recalls >= 0) {
    out.push_back(
        {in_scope(filter, " AND current=1 AND recall_count=0", follows && after.recalls == 0),
         "ORDER BY id DESC"});
  }
  if (filter.include_superseded) {
    out.push_back(
        {in_scope(filter, " AND current=0", follows && after.recalls < 0), "ORDER BY id DESC"});
  }
  return out;
}

std::vector<Stretch> stretches(const EntryFilter& filter) {
  switch (filter.sort) {
    case EntrySort::path:
      return {by_path(filter)};
    case EntrySort::written_at:
      return {by_time(filter)};
    case EntrySort::recall_count:
      break;
  }
  return by_recalls(filter);
}

std::vector<EntryId> page_of(Database& database, const EntryFilter& filter, EntityNumber entity) {
  const Followed after = followed(database, filter);
  auto offset = static_cast<std::int64_t>(filter.offset);
  std::vector<EntryId> out;
  const std::vector<Stretch> all = stretches(filter);
  for (const Stretch& stretch : all) {
    const auto limit = static_cast<std::int64_t>(filter.limit - out.size());
    const auto query = [&](const std::string& sql) {
      // With ?10 always in it: what lies behind the last parameter cannot be bound.
      Statement rows(database, sql + " LIMIT ?3 OFFSET ?4+0*?10");
      rows.bind(filter.tenant, filter.entity_path, limit, offset, entity, filter.after.id,
                after.path, after.key, after.version, filter.after.recalls);
      return rows;
    };
    Statement ids = query("SELECT id " + stretch.from + ' ' + stretch.order);
    const std::size_t before = out.size();
    while (ids.step()) out.push_back(ids.integer(0));
    if (out.size() >= filter.limit || &stretch == &all.back()) break;
    if (out.size() > before) offset = 0;
    if (offset == 0) continue;
    // The page begins behind this stretch: by how much, its length says.
    const std::int64_t skipped = std::exchange(offset, 0);
    Statement count = query("SELECT count(*) " + stretch.from);
    offset = std::max<std::int64_t>(0, skipped - (count.step() ? count.integer(0) : 0));
  }
  return out;
}

constexpr int kCurrentColumn = 4;  // of AMFS_ENTRY_COLUMNS

// Without their values, which lie on pages of their own when they are large.
std::string columns_sql(bool with_values) {
  std::string columns = AMFS_ENTRY_COLUMNS;
  if (with_values) return columns;
  const auto replace = [&columns](std::string_view what, std::string_view by) {
    if (const auto at = columns.find(what); at != std::string::npos)
      columns.replace(at, what.size(), by);
  };
  replace("n.value", "''");
  replace("n.flags", "n.flags & ~2");  // no payload to add (kEntryRaw)
  return columns;
}

}  // namespace

EntryPage SqliteReader::list_entries(const EntryFilter& filter) {
  const Snapshot snapshot(database_);
  EntryPage page;
  EntityNumber entity = 0;
  if (filter.entity_path.empty()) {
    page.total = overview_.counter(filter.tenant,
                                   filter.include_superseded ? kCounterVersions : kCounterEntries);
  } else {
    const auto found = overview_.entity(filter.tenant, filter.entity_path);
    page.total = !found ? 0 : filter.include_superseded ? found->versions : found->entries;
    entity = found ? found->number : 0;
  }
  Statement row(database_,
                "SELECT " + columns_sql(filter.with_values) + AMFS_ENTRY_FROM "WHERE n.id=?1");
  const std::vector<EntryId> ids = page_of(database_, filter, entity);
  bool full = ids.size() == filter.limit;
  std::size_t bytes = 0;
  for (const EntryId id : ids) {
    if (bytes >= kListBytesMax) {
      full = true;
      break;
    }
    row.bind(id);
    if (!row.step()) continue;
    Entry entry = read_entry(row);
    page.next = {id, row.integer(kCurrentColumn) != 0 ? entry.recall_count : -1};
    if (!entry.current && !filter.include_superseded) continue;  // ran out, waits for the sweep
    bytes += entry.value_json.size();
    page.entries.push_back(std::move(entry));
  }
  if (!full) page.next = {};
  return page;
}

}  // namespace host::store::sqlite
