// SearchIndex: keeps the full-text index beside the current entries. The index holds no texts, only
// where words occur; an entry is taken out by computing its texts again.
//
// Thread rule: the writer's thread, inside its transaction.
#pragma once

#include "host/store/sqlite/file/database.hpp"
#include "host/store/sqlite/search/search_scope.hpp"

namespace host::store::sqlite {

inline constexpr std::int64_t kMergePagesPerGroup = 4;
inline constexpr std::int64_t kIndexedPerMergePage = 4;

class SearchIndex {
 public:
  explicit SearchIndex(Database& database);

  void add(EntryId id, const IndexedEntry& entry);
  // `entry` as it was added, to the byte.
  void remove(EntryId id, const IndexedEntry& entry);
  // Once per group: merges segments in proportion to what was added.
  void merge();

 private:
  Statement add_, remove_, merge_;
  std::int64_t added_ = 0;  // since the last merge
};

// Makes the index anew from the current entries: for a schema whose index was another.
void rebuild_search_index(Database& database);

}  // namespace host::store::sqlite
