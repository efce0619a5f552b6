#include "host/store/sqlite/memory_writer.hpp"

#include <algorithm>

#include "host/store/search_text.hpp"
#include "host/store/sqlite/queries.hpp"
#include "host/store/sqlite/text_lists.hpp"

namespace host::store::sqlite {

struct MemoryWriter::Current {
  EntryId id;
  std::int64_t version;
  std::string value_json;
  double confidence;
  int memory_type;
  std::string agent_id;
  std::string refs_json;
  UnixNs occurred_at;
  std::uint32_t flags;
  TalliedEntry tallied(TenantId tenant) const {
    return {tenant, entity, agent, confidence, 0, mark};
  }
  EntityId entity;
  AgentNumber agent;
  std::string mark;
};

MemoryWriter::MemoryWriter(Database& database, Tally& tally)
    : database_(database),
      tally_(tally),
      current_(database,
               "SELECT id, version, value, confidence, memory_type, agent_id, pattern_refs, "
               "occurred_at, flags, entity, agent, mark FROM entries "
               "WHERE tenant=?1 AND entity_path=?2 AND key=?3 AND current=1"),
      highest_superseded_(database,
                          "SELECT version FROM entries WHERE tenant=?1 AND entity_path=?2 AND "
                          "key=?3 AND current=0 ORDER BY version DESC LIMIT 1"),
      insert_(database,
              "INSERT INTO entries(tenant, entity_path, key, version, current, value, confidence, "
              "memory_type, agent_id, endpoint, event_seq, pattern_refs, summary, occurred_at, "
              "written_at, ttl_at, flags, entity, agent, mark) "
              "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, "
              "?18, ?19, ?20)"),
      supersede_(database, "UPDATE entries SET current=0 WHERE id=?1"),
      insert_ref_(database, "INSERT INTO entry_refs VALUES(?1, ?2, ?3) ON CONFLICT DO NOTHING"),
      delete_ref_(database, "DELETE FROM entry_refs WHERE tenant=?1 AND ref=?2 AND entry=?3"),
      index_(database,
             "INSERT INTO entry_text(rowid, scope, path, name, body) VALUES(?1, ?2, ?3, ?4, ?5)"),
      unindex_(database,
               "INSERT INTO entry_text(entry_text, rowid, scope, path, name, body) "
               "VALUES('delete', ?1, ?2, ?3, ?4, ?5)"),
      insert_context_(database,
                      "INSERT INTO contexts(tenant, endpoint, agent_id, label, summary, source, "
                      "about_path, about_key, event_seq, occurred_at, recorded_at) "
                      "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)"),
      current_origin_(database,
                      "SELECT id, event_seq FROM entries "
                      "WHERE tenant=?1 AND entity_path=?2 AND key=?3 AND current=1"),
      find_ref_(database, kFindReferenceIdSql),
      list_ids_(database, kListCurrentIdsSql),
      merge_(database, "INSERT INTO entry_text(entry_text, rank) VALUES('merge', ?1)") {}

Written MemoryWriter::write(const MemoryWrite& write, const WriteOrigin& origin, bool always) {
  const std::optional<Current> before = current(origin.tenant, write.entity_path, write.key);
  const std::string refs_json = write_list(write.pattern_refs);
  UnixNs occurred_at = write.occurred_at;
  std::int64_t version = 1;
  bool late = false;
  if (before) {
    const bool equal = before->value_json == write.value_json &&
                       before->confidence == write.confidence &&
                       before->memory_type == static_cast<int>(write.memory_type) &&
                       before->refs_json == refs_json;
    if (equal && !always) return {false, before->version};
    late = !always && !write.merge && occurred_at < before->occurred_at &&
           before->agent_id == origin.agent_id;
    if (write.merge) occurred_at = std::max(occurred_at, before->occurred_at);
    version = std::max(before->version, highest_superseded(origin.tenant, write)) + 1;
    if (!late) supersede(*before, write, origin.tenant);
  }
  const std::uint32_t flags = write.flags | (late ? static_cast<std::uint32_t>(kEntryLate) : 0U);
  const TalliedEntry tallied{origin.tenant,
                             tally_.entity(origin.tenant, write.entity_path, origin.now),
                             tally_.agent(origin.tenant, std::string(origin.agent_id), origin.now),
                             write.confidence,
                             origin.now,
                             write.mark};
  insert_
      .bind(origin.tenant, write.entity_path, write.key, version, late ? 0 : 1, write.value_json,
            write.confidence, static_cast<int>(write.memory_type), origin.agent_id, origin.endpoint,
            origin.event_seq, refs_json, write.summary, occurred_at, origin.now, write.ttl_at,
            flags, tallied.entity, tallied.agent, write.mark)
      .run();
  if (!late) tally_.add(tallied);
  if (!late) index(database_.last_insert_rowid(), write, origin.tenant);
  return {true, version};
}

std::optional<MemoryWriter::Current> MemoryWriter::current(TenantId tenant,
                                                           const std::string& entity_path,
                                                           const std::string& key) {
  current_.bind(tenant, entity_path, key);
  std::optional<Current> out;
  if (current_.step()) {
    out = Current{current_.integer(0),
                  current_.integer(1),
                  current_.text(2),
                  current_.real(3),
                  static_cast<int>(current_.integer(4)),
                  current_.text(5),
                  current_.text(6),
                  current_.integer(7),
                  static_cast<std::uint32_t>(current_.integer(8)),
                  current_.integer(9),
                  current_.integer(10),
                  current_.text(11)};
  }
  current_.reset();
  return out;
}

std::int64_t MemoryWriter::highest_superseded(TenantId tenant, const MemoryWrite& write) {
  highest_superseded_.bind(tenant, write.entity_path, write.key);
  const std::int64_t version = highest_superseded_.step() ? highest_superseded_.integer(0) : 0;
  highest_superseded_.reset();
  return version;
}

void MemoryWriter::supersede(const Current& current, const MemoryWrite& write, TenantId tenant) {
  supersede_.bind(current.id).run();
  tally_.remove(current.tallied(tenant));
  for (const std::string& ref : read_list(current.refs_json)) {
    delete_ref_.bind(tenant, ref, current.id).run();
  }
  // The contentless index wants the old text back. A raw entry's came from a payload that its row
  // does not hold; its row stays in the index and search drops it (it joins on current = 1).
  if ((current.flags & kEntryRaw) != 0) return;
  const std::string text = search_text(current.value_json);
  const std::string scope = scope_term(tenant);
  unindex_.bind(current.id, scope, write.entity_path, write.key, text).run();
}

void MemoryWriter::index(EntryId id, const MemoryWrite& write, TenantId tenant) {
  for (const std::string& ref : write.pattern_refs) insert_ref_.bind(tenant, ref, id).run();
  const std::string scope = scope_term(tenant);
  ++indexed_;
  index_.bind(id, scope, write.entity_path, write.key, write.search_text).run();
}

// FTS5 merging by itself works in bursts of 64 pages per level: 10 ms in which nobody is acked.
void MemoryWriter::merge_index() {
  if (indexed_ == 0) return;
  merge_.bind(kMergePagesPerGroup + indexed_ / kIndexedPerMergePage).run();
  indexed_ = 0;
}

void MemoryWriter::add_context(const ContextNote& note, const WriteOrigin& origin) {
  insert_context_
      .bind(origin.tenant, origin.endpoint, origin.agent_id, note.label, note.summary, note.source,
            note.about_path, note.about_key, origin.event_seq, note.occurred_at, origin.now)
      .run();
}

bool MemoryWriter::still_true(const ReadExpectation& read, TenantId tenant) {
  if (read.kind == ReadExpectation::Kind::listing) {
    list_ids_.bind(tenant, read.entity_path, static_cast<std::int64_t>(read.limit));
    std::vector<EntryId> ids;
    while (list_ids_.step()) ids.push_back(list_ids_.integer(0));
    list_ids_.reset();
    return listing_fingerprint(ids) == read.fingerprint;
  }
  Statement& query = read.kind == ReadExpectation::Kind::key ? current_origin_ : find_ref_;
  if (read.kind == ReadExpectation::Kind::key) {
    query.bind(tenant, read.entity_path, read.key);
  } else {
    query.bind(tenant, read.key);
  }
  EntryId id = 0;
  EventSeq origin = 0;
  if (query.step()) {
    id = query.integer(0);
    origin = query.integer(1);
  }
  query.reset();
  if (read.pending == 0) return id == read.entry;
  if (origin == read.pending) return true;
  if (read.kind != ReadExpectation::Kind::key) return false;
  // The write that was seen made no version, because it equalled the current one: nothing changed.
  const auto now = current(tenant, read.entity_path, read.key);
  return now && content_fingerprint(now->value_json, now->confidence,
                                    static_cast<MemoryType>(now->memory_type),
                                    read_list(now->refs_json)) == read.fingerprint;
}

std::string scope_term(TenantId tenant) { return "t" + std::to_string(tenant); }

}  // namespace host::store::sqlite
