#include "host/store/sqlite/memory/feed_queries.hpp"

#include <algorithm>

#include "host/store/sqlite/memory/entry_columns.hpp"

namespace host::store::sqlite {

FeedQueries::FeedQueries(Database& database, std::function<Entry(Statement&)> read_entry)
    : database_(database),
      read_entry_(std::move(read_entry)),
      newest_(database, "SELECT max(id) FROM entries"),
      written_(database,
               "SELECT id, tenant, entity_path, agent_id, memory_type, flags FROM entries "
               "WHERE id>?1 AND id<=?2 ORDER BY id"),
      entry_(database, "SELECT " AMFS_ENTRY_COLUMNS AMFS_ENTRY_FROM "WHERE n.id=?1") {}

EntryId FeedQueries::newest() {
  newest_.bind();
  const EntryId id = newest_.step() ? newest_.integer(0) : 0;
  newest_.reset();
  return id;
}

std::vector<WrittenVersion> FeedQueries::written(EntryId after, EntryId upto) {
  written_.bind(after, std::min(upto, after + kFeedRangeMax));
  return rows_of(written_, [](const Statement& row) {
    return WrittenVersion{row.integer(0),
                          row.integer(1),
                          row.text(2),
                          row.text(3),
                          static_cast<MemoryType>(row.integer(4)),
                          static_cast<std::uint32_t>(row.integer(5))};
  });
}

std::optional<Entry> FeedQueries::entry(EntryId id) {
  const Snapshot snapshot(database_);
  entry_.bind(id);
  std::optional<Entry> out;
  if (entry_.step()) out = read_entry_(entry_);
  entry_.reset();
  return out;
}

}  // namespace host::store::sqlite
