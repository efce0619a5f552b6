// The columns that every query for entities shares, in the order OverviewQueries reads them.
#pragma once

#include <cstddef>
#include <cstdint>

namespace host::store::sqlite {

#define AMFS_ENTITY_COLUMNS                                                                    \
  "SELECT e.id, e.entity_path, e.entries, e.versions, e.linked, e.confidence_sum, e.recalls, " \
  "e.tokens_saved, e.last_entry, e.first_at, e.last_at, a.agent_id "
#define AMFS_ENTITY_AGENT " LEFT JOIN agents a ON a.id=e.last_agent "

inline std::int64_t bound(std::size_t limit) { return static_cast<std::int64_t>(limit); }

}  // namespace host::store::sqlite
