// SearchIndex: keeps the full-text index beside the current entries. The index holds no texts, only
// where words occur; an entry is taken out by computing its texts again.
//
// Changes are noted first and reach the index together, in the order of their rows: FTS5 ends a
// segment whenever a row comes before the last one's, and segments cost a merge each.
//
// Thread rule: the writer's thread, inside its transaction; flush() or forget() ends each.
#pragma once

#include <string>
#include <vector>

#include "host/store/sqlite/file/database.hpp"
#include "host/store/sqlite/search/search_scope.hpp"

namespace host::store::sqlite {

inline constexpr std::int64_t kMergePagesPerGroup = 4;
inline constexpr std::int64_t kIndexedPerMergePage = 4;

// The index disagrees with itself or with what is to be taken out of it. The entries are not in
// doubt: index_repair.hpp.
class SearchIndexError : public DatabaseError {
 public:
  explicit SearchIndexError(const DatabaseError& error) : DatabaseError(error) {}
};

// For a `call` that reads nothing but the index: corruption it meets is the index's.
template <class Call>
void touch_index(Call call) {
  try {
    call();
  } catch (const DatabaseError& error) {
    if (error.code() != SQLITE_CORRUPT) throw;
    throw SearchIndexError(error);
  }
}

// Its functions throw SearchIndexError for a damaged index.
class SearchIndex {
 public:
  explicit SearchIndex(Database& database);

  void add(EntryId id, const IndexedEntry& entry);
  // `entry` as it was added, to the byte.
  void remove(EntryId id, const IndexedEntry& entry);
  // Brings what was noted into the index and merges segments in proportion to it.
  void flush();
  void forget();  // after a rollback

 private:
  struct Row {
    EntryId id;
    std::string scope, path, key, text;
  };
  static Row row_of(EntryId id, const IndexedEntry& entry);

  Statement add_, remove_, merge_;
  std::vector<Row> added_;  // ascending: new entries have growing numbers
  std::vector<Row> removed_;
};

// Makes the index anew from the current entries, inside a transaction; how many they are. It is one
// segment then, on a level that the small ones of later groups reach late. Takes some 10 ms per
// 1000 entries and twice the index's size of the log.
std::int64_t rebuild_search_index(Database& database);

// False: its texts were computed by another kSearchTextVersion.
bool search_index_is_current(Database& database);

}  // namespace host::store::sqlite
