#include "host/store/sqlite/search/search_index.hpp"

#include <algorithm>

#include "host/json/payload.hpp"
#include "host/store/body_codec.hpp"
#include "host/store/search_text.hpp"
#include "host/store/sqlite/file/text_lists.hpp"

namespace host::store::sqlite {
namespace {

constexpr const char* kAdd =
    "INSERT INTO entry_text(rowid, scope, path, name, body) VALUES(?1, ?2, ?3, ?4, ?5)";

// At so many segments of a level FTS5 merges all of them at once. While the index is made anew more
// may wait (FTS5 holds 2000) for one merge at the end, so that most words are written only twice.
constexpr std::int64_t kSegmentsMax = 256;  // as in schema.cpp
constexpr std::int64_t kSegmentsWhileMade = 1000;

// Where the store keeps kSearchTextVersion: a number of no tenant.
constexpr TenantId kNoTenant = 0;
constexpr const char* kVersionName = "search_text_version";

// A raw entry is found by its event's payload, which its row does not hold.
std::string raw_text(Statement& body, EventSeq seq) {
  body.bind(seq);
  std::string text;
  if (body.step()) {
    if (const auto bytes = unpack_body(body.view(1), kBodySizeMax); !bytes.has_error()) {
      json::Payload payload = json::payload_of(body.text(0), bytes.value());
      const std::string& json = payload.json.empty() ? bytes.value() : payload.json;
      if (payload.kind != json::PayloadKind::unsupported) {
        text = search_text(json, kRawSearchTextMax);
      }
    }
  }
  body.reset();
  return text;
}

}  // namespace

SearchIndex::SearchIndex(Database& database)
    : add_(database, kAdd),
      remove_(database,
              "INSERT INTO entry_text(entry_text, rowid, scope, path, name, body) "
              "VALUES('delete', ?1, ?2, ?3, ?4, ?5)"),
      merge_(database, "INSERT INTO entry_text(entry_text, rank) VALUES('merge', ?1)") {}

SearchIndex::Row SearchIndex::row_of(EntryId id, const IndexedEntry& entry) {
  return {id, scope_of(entry), std::string(entry.entity_path), std::string(entry.key),
          std::string(entry.text)};
}

void SearchIndex::add(EntryId id, const IndexedEntry& entry) {
  added_.push_back(row_of(id, entry));
}

void SearchIndex::remove(EntryId id, const IndexedEntry& entry) {
  const auto noted =
      std::lower_bound(added_.begin(), added_.end(), id,
                       [](const Row& row, EntryId wanted) { return row.id < wanted; });
  if (noted != added_.end() && noted->id == id) {
    added_.erase(noted);  // came and went in one transaction
  } else {
    removed_.push_back(row_of(id, entry));
  }
}

// FTS5 merging by itself works in bursts of 64 pages per level: 10 ms in which nobody is acked.
void SearchIndex::flush() {
  if (added_.empty() && removed_.empty()) return;
  std::sort(removed_.begin(), removed_.end(),
            [](const Row& left, const Row& right) { return left.id < right.id; });
  const auto changed = static_cast<std::int64_t>(added_.size() + removed_.size());
  touch_index([&] {
    for (const Row& row : removed_) {
      remove_.bind(row.id, row.scope, row.path, row.key, row.text).run();
    }
    for (const Row& row : added_) add_.bind(row.id, row.scope, row.path, row.key, row.text).run();
    merge_.bind(kMergePagesPerGroup + changed / kIndexedPerMergePage).run();
  });
  forget();
}

void SearchIndex::forget() {
  added_.clear();
  removed_.clear();
}

namespace {

// Row by row in their order: FTS5 collects about a MiB of words, then writes a segment.
std::int64_t add_current_entries(Database& database) {
  Statement body(database, "SELECT content_type, body FROM event_bodies WHERE seq=?1");
  Statement rows(database,
                 "SELECT id, tenant, entity_path, key, agent_id, memory_type, pattern_refs, value, "
                 "flags, event_seq FROM entries WHERE current=1 ORDER BY id");
  Statement add(database, kAdd);
  std::int64_t count = 0;
  for (; rows.step(); ++count) {
    const bool raw = (rows.integer(8) & kEntryRaw) != 0;
    const std::vector<std::string> refs = read_list(rows.text(6));
    const std::string text = raw ? raw_text(body, rows.integer(9)) : search_text(rows.text(7));
    const IndexedEntry entry{rows.integer(1),
                             rows.view(2),
                             rows.view(3),
                             rows.view(4),
                             static_cast<MemoryType>(rows.integer(5)),
                             refs,
                             text};
    add.bind(rows.integer(0), scope_of(entry), entry.entity_path, entry.key, entry.text).run();
  }
  return count;
}

void merge_at(Database& database, std::int64_t segments) {
  Statement set(database, "INSERT INTO entry_text(entry_text, rank) VALUES('crisismerge', ?1)");
  set.bind(segments).run();
}

// A search looks into every segment for every word, so one is best. FTS5 puts it on the level above
// those it comes from. That must not be level 1: the small segments of later groups would soon have
// all of it written again, and 200 of them piled up before that was done. So one page of a merge is
// done first; with it and the words that are still in memory there are two levels, which 'optimize'
// makes into one segment on level 3.
constexpr const char* kMergeAll =
    "INSERT INTO entry_text(entry_text, rank) VALUES('merge', -1);"
    "INSERT INTO entry_text(entry_text) VALUES('optimize')";

}  // namespace

std::int64_t rebuild_search_index(Database& database) {
  database.execute("INSERT INTO entry_text(entry_text) VALUES('delete-all')");
  merge_at(database, kSegmentsWhileMade);
  const std::int64_t count = add_current_entries(database);
  database.execute(kMergeAll);
  merge_at(database, kSegmentsMax);
  Statement note(database,
                 "INSERT INTO counters VALUES(?1, ?2, ?3) "
                 "ON CONFLICT(tenant, name) DO UPDATE SET value=excluded.value");
  note.bind(kNoTenant, kVersionName, kSearchTextVersion).run();
  return count;
}

bool search_index_is_current(Database& database) {
  Statement version(database, "SELECT value FROM counters WHERE tenant=?1 AND name=?2");
  version.bind(kNoTenant, kVersionName);
  return version.step() && version.integer(0) == kSearchTextVersion;
}

}  // namespace host::store::sqlite
