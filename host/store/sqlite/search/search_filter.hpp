// What the index cannot decide about a match, checked on its row; and again what it can, because
// its terms are hashes and an entry's row is the truth.
#pragma once

#include "host/store/search.hpp"
#include "host/store/sqlite/file/database.hpp"
#include "host/store/sqlite/file/now_function.hpp"

namespace host::store::sqlite {

// The columns of `entries n` that passes() and the ranking read, in this order from `first`.
#define AMFS_FILTER_COLUMNS \
  "n.tenant, n.current AND " AMFS_LIVE("n.") ", n.written_at, n.confidence, n.version, " \
  "n.memory_type, n.entity_path, n.agent_id"

struct FilterColumn {
  enum : int { tenant, live, written_at, confidence, version, type, path, agent };
};

bool passes(const SearchQuery& query, const Statement& row, int first);

// No entry before this one was written at or after `since`. Times nearly follow ids: a clock that
// was set back by more than kClockSlackNs can hide entries from searches with `since`.
EntryId first_entry_since(Database& database, UnixNs since);

}  // namespace host::store::sqlite
