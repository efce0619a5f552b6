#include "host/store/sqlite/search/search_index.hpp"

#include "host/json/payload.hpp"
#include "host/store/body_codec.hpp"
#include "host/store/search_text.hpp"
#include "host/store/sqlite/file/text_lists.hpp"

namespace host::store::sqlite {
namespace {

constexpr std::int64_t kRebuiltPerMerge = 512;

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
    : add_(database,
           "INSERT INTO entry_text(rowid, scope, path, name, body) VALUES(?1, ?2, ?3, ?4, ?5)"),
      remove_(database,
              "INSERT INTO entry_text(entry_text, rowid, scope, path, name, body) "
              "VALUES('delete', ?1, ?2, ?3, ?4, ?5)"),
      merge_(database, "INSERT INTO entry_text(entry_text, rank) VALUES('merge', ?1)") {}

void SearchIndex::add(EntryId id, const IndexedEntry& entry) {
  const std::string scope = scope_of(entry);
  add_.bind(id, scope, entry.entity_path, entry.key, entry.text).run();
  ++added_;
}

void SearchIndex::remove(EntryId id, const IndexedEntry& entry) {
  const std::string scope = scope_of(entry);
  remove_.bind(id, scope, entry.entity_path, entry.key, entry.text).run();
}

// FTS5 merging by itself works in bursts of 64 pages per level: 10 ms in which nobody is acked.
void SearchIndex::merge() {
  if (added_ == 0) return;
  merge_.bind(kMergePagesPerGroup + added_ / kIndexedPerMergePage).run();
  added_ = 0;
}

void rebuild_search_index(Database& database) {
  database.execute("INSERT INTO entry_text(entry_text) VALUES('delete-all')");
  Statement body(database, "SELECT content_type, body FROM event_bodies WHERE seq=?1");
  Statement rows(database,
                 "SELECT id, tenant, entity_path, key, agent_id, memory_type, pattern_refs, value, "
                 "flags, event_seq FROM entries WHERE current=1 ORDER BY id");
  SearchIndex index(database);
  for (std::int64_t count = 1; rows.step(); ++count) {
    const bool raw = (rows.integer(8) & kEntryRaw) != 0;
    const std::vector<std::string> refs = read_list(rows.text(6));
    const std::string text = raw ? raw_text(body, rows.integer(9)) : search_text(rows.text(7));
    index.add(rows.integer(0), {rows.integer(1), rows.view(2), rows.view(3), rows.view(4),
                                static_cast<MemoryType>(rows.integer(5)), refs, text});
    if (count % kRebuiltPerMerge == 0) index.merge();
  }
  index.merge();
}

}  // namespace host::store::sqlite
