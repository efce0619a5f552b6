// FeedReader over SQLite.
#pragma once

#include "host/store/feed.hpp"
#include "host/store/sqlite/database.hpp"

namespace host::store::sqlite {

class FeedQueries final : public FeedReader {
 public:
  explicit FeedQueries(Database& database) : database_(database) {}

 private:
  [[maybe_unused]] Database& database_;
};

}  // namespace host::store::sqlite
