// FeedReader over SQLite.
#pragma once

#include <functional>

#include "host/store/feed.hpp"
#include "host/store/sqlite/file/database.hpp"

namespace host::store::sqlite {

class FeedQueries final : public FeedReader {
 public:
  // `read_entry` makes an Entry of a row of AMFS_ENTRY_COLUMNS.
  FeedQueries(Database& database, std::function<Entry(Statement&)> read_entry);

  EntryId newest() override;
  std::vector<WrittenVersion> written(EntryId after, EntryId upto) override;
  std::optional<Entry> entry(EntryId id) override;

 private:
  Database& database_;
  std::function<Entry(Statement&)> read_entry_;
  Statement newest_, written_, entry_;
};

}  // namespace host::store::sqlite
