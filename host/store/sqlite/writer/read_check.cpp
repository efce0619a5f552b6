#include "host/store/sqlite/writer/read_check.hpp"

#include "host/store/sqlite/file/text_lists.hpp"
#include "host/store/sqlite/queries.hpp"

namespace host::store::sqlite {

ReadCheck::ReadCheck(Database& database)
    : current_(database,
               "SELECT id, " AMFS_ORIGIN("") ", value, confidence, memory_type, pattern_refs "
               "FROM entries WHERE tenant=?1 AND entity_path=?2 AND key=?3 AND current=1 AND "
               AMFS_LIVE("")),
      find_reference_(database, kFindReferenceIdSql),
      list_ids_(database, kListCurrentIdsSql) {}

bool ReadCheck::still_true(const ReadExpectation& read, TenantId tenant) {
  if (read.kind == ReadExpectation::Kind::listing) return same_listing(read, tenant);
  const bool by_key = read.kind == ReadExpectation::Kind::key;
  Statement& query = by_key ? current_ : find_reference_;
  if (by_key) {
    query.bind(tenant, read.entity_path, read.key);
  } else {
    query.bind(tenant, read.key);
  }
  EntryId id = 0;
  EventSeq origin = 0;
  bool same_content = false;
  if (query.step()) {
    id = query.integer(0);
    origin = query.integer(1);
    // The write that was seen made no version when it equalled the current one: nothing changed.
    same_content =
        by_key && read.pending != 0 && origin != read.pending &&
        content_fingerprint(query.view(2), query.real(3), static_cast<MemoryType>(query.integer(4)),
                            read_list(query.text(5))) == read.fingerprint;
  }
  query.reset();
  if (read.pending == 0) return id == read.entry;
  return origin == read.pending || same_content;
}

bool ReadCheck::same_listing(const ReadExpectation& read, TenantId tenant) {
  list_ids_.bind(tenant, read.entity_path, static_cast<std::int64_t>(read.limit));
  std::vector<EntryId> ids;
  while (list_ids_.step()) ids.push_back(list_ids_.integer(0));
  list_ids_.reset();
  return listing_fingerprint(ids) == read.fingerprint;
}

}  // namespace host::store::sqlite
