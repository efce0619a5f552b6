#include "host/store/sqlite/memory/memory_writer.hpp"

#include <algorithm>
#include <limits>

#include "host/store/content_hash.hpp"
#include "host/store/search_text.hpp"
#include "host/store/sqlite/file/text_lists.hpp"

namespace host::store::sqlite {
namespace {

#define AMFS_ALL_COLUMNS                                                                   \
  "tenant, entity_path, key, version, current, value, confidence, memory_type, agent_id, " \
  "endpoint, event_seq, pattern_refs, summary, occurred_at, written_at, ttl_at, flags, "   \
  "entity, agent, mark, content_hash, integrity_chain, session_id, shared, recall_count, " \
  "outcome_count, success_count, failure_count, prior_confidence, last_outcome, "          \
  "last_outcome_at"

// SQLite stores NaN as NULL.
constexpr double kSqlNull = std::numeric_limits<double>::quiet_NaN();

}  // namespace

MemoryWriter::MemoryWriter(Database& database, Tally& tally, const Clock& clock)
    : database_(database),
      tally_(tally),
      rows_(database, clock),
      versions_(database, rows_),
      insert_(database,
              "INSERT INTO entries(" AMFS_ALL_COLUMNS
              ") "
              "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, "
              "?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29, ?30, ?31)"),
      copy_(database,
            "INSERT INTO entries(" AMFS_ALL_COLUMNS
            ") "
            "SELECT tenant, entity_path, key, ?2, 1, value, ?3, memory_type, agent_id, endpoint, "
            "event_seq, pattern_refs, summary, occurred_at, ?4, ttl_at, flags|?5, entity, agent, "
            "mark, ?6, ?7, session_id, shared, recall_count, outcome_count+1, success_count+?8, "
            "failure_count+1-?8, confidence, ?9, ?4 FROM entries WHERE id=?1"),
      supersede_(database, "UPDATE entries SET current=0, flags=flags|?2 WHERE id=?1"),
      expired_(database,
               "SELECT tenant, entity_path, key FROM entries "
               "WHERE current=1 AND ttl_at>0 AND ttl_at<=?1 ORDER BY ttl_at LIMIT ?2"),
      insert_ref_(database, "INSERT INTO entry_refs VALUES(?1, ?2, ?3) ON CONFLICT DO NOTHING"),
      delete_ref_(database, "DELETE FROM entry_refs WHERE tenant=?1 AND ref=?2 AND entry=?3"),
      index_(database),
      insert_context_(database,
                      "INSERT INTO contexts(tenant, endpoint, agent_id, label, summary, source, "
                      "about_path, about_key, event_seq, occurred_at, recorded_at) "
                      "SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11 "
                      // A replay notes what it noted before: once is enough (P2).
                      "WHERE ?9=0 OR NOT EXISTS(SELECT 1 FROM contexts WHERE event_seq=?9 AND "
                      "label=?4 AND summary=?5 AND about_path=?7 AND about_key=?8)") {}

Written MemoryWriter::write(const MemoryWrite& write, const WriteOrigin& origin, bool always) {
  const std::optional<KnownVersion> known =
      versions_.find(origin.tenant, write.entity_path, write.key);
  const bool live = known && known->is_live(origin.now);
  UnixNs occurred_at = write.occurred_at;
  bool late = false;
  if (live) {
    if (!always && known->equals(write, write_list(write.pattern_refs))) {
      return {false, known->version, known->id};
    }
    late = !always && !write.merge && occurred_at < known->occurred_at &&
           known->agent_id == origin.agent_id;
    if (write.merge) occurred_at = std::max(occurred_at, known->occurred_at);
  }
  const VersionPlace place = versions_.next(known ? &*known : nullptr, origin.tenant, write);
  if (known && known->current && !late) {
    supersede(*known, write, origin.tenant, live ? 0U : static_cast<std::uint32_t>(kEntryExpired));
  }
  const std::uint32_t flags = write.flags | (late ? static_cast<std::uint32_t>(kEntryLate) : 0U);
  const EntryId id = insert(write, origin, known ? &*known : nullptr, place, flags, occurred_at);
  if (!late) index(id, write, origin);
  return {true, place.version, id};
}

EntryId MemoryWriter::insert(const MemoryWrite& write, const WriteOrigin& origin,
                             const KnownVersion* known, const VersionPlace& place,
                             std::uint32_t flags, UnixNs occurred_at) {
  const bool late = (flags & kEntryLate) != 0;
  // What came of a key's memory stays with the key.
  static const EntryOutcomes kNone;
  const EntryOutcomes& outcomes = known != nullptr && !late ? known->outcomes : kNone;
  const std::int64_t recalls = known != nullptr && !late ? known->recall_count : 0;
  const std::string hash = versions_.hash_of(write, origin.event_seq, place.version);
  const std::string chain = hash.empty() ? hash : integrity_chain(hash, place.previous_chain);
  const EntityNumber entity = tally_.entity(origin.tenant, write.entity_path, origin.now);
  const AgentNumber agent = tally_.agent(origin.tenant, std::string(origin.agent_id), origin.now);
  insert_
      .bind(origin.tenant, write.entity_path, write.key, place.version, late ? 0 : 1,
            write.value_json, write.confidence, static_cast<int>(write.memory_type),
            origin.agent_id, origin.endpoint, origin.event_seq, write_list(write.pattern_refs),
            write.summary, occurred_at, origin.now, write.ttl_at, flags, entity, agent, write.mark,
            Statement::blob(hash), Statement::blob(chain), write.session_id, write.shared ? 1 : 0,
            recalls, outcomes.count, outcomes.success, outcomes.failure,
            outcomes.prior_confidence.value_or(kSqlNull), outcomes.last, outcomes.last_at)
      .run();
  const EntryId id = database_.last_insert_rowid();
  if (late) {
    tally_.add_superseded(origin.tenant, entity);
  } else {
    tally_.add({id, origin.tenant, entity, agent, write.confidence, write.memory_type, origin.now,
                outcomes.count > 0, write.mark},
               known != nullptr ? std::string_view(known->mark) : std::string_view());
  }
  return id;
}

std::optional<EntryId> MemoryWriter::apply_outcome(TenantId tenant, const std::string& entity_path,
                                                   const std::string& key,
                                                   const OutcomeEffect& effect, UnixNs now) {
  const std::optional<KnownVersion> known = versions_.find(tenant, entity_path, key);
  if (!known || !known->is_live(now)) return std::nullopt;
  MemoryWrite same;
  same.entity_path = entity_path;
  same.key = key;
  same.memory_type = known->memory_type;
  same.pattern_refs = read_list(known->refs_json);
  const VersionPlace place = versions_.next(&*known, tenant, same);
  std::string hash = known->content_hash;
  std::string value = known->value_json;
  const bool raw = (known->flags & kEntryRaw) != 0;
  if (raw) rows_.complete_raw(value, known->event_seq);
  same.search_text = search_text(value, raw ? kRawSearchTextMax : kSearchTextMax);
  if (hash.empty()) hash = content_hash(value);
  const std::string chain = integrity_chain(hash, place.previous_chain);
  const double confidence = std::clamp(known->confidence * effect.factor, 0.0, 1.0);
  supersede(*known, same, tenant);
  copy_
      .bind(known->id, place.version, confidence, now, static_cast<std::uint32_t>(kEntryOutcome),
            Statement::blob(hash), Statement::blob(chain), effect.success ? 1 : 0, effect.type)
      .run();
  const EntryId id = database_.last_insert_rowid();
  tally_.add({id, tenant, known->entity, known->agent, confidence, known->memory_type, now, true,
              known->mark},
             known->mark);
  index(id, same, {tenant, 0, known->agent_id, 0, now});
  return id;
}

int MemoryWriter::expire(UnixNs now) {
  struct Key {
    TenantId tenant;
    std::string entity_path, key;
  };
  std::vector<Key> keys;
  expired_.bind(now, kExpiredPerSweep);
  while (expired_.step()) {
    keys.push_back({expired_.integer(0), expired_.text(1), expired_.text(2)});
  }
  expired_.reset();
  MemoryWrite where;
  for (Key& each : keys) {
    where.entity_path = std::move(each.entity_path);
    where.key = std::move(each.key);
    const auto known = versions_.find(each.tenant, where.entity_path, where.key);
    if (known) supersede(*known, where, each.tenant, kEntryExpired);
  }
  return static_cast<int>(keys.size());
}

void MemoryWriter::supersede(const KnownVersion& known, const MemoryWrite& write, TenantId tenant,
                             std::uint32_t add_flags) {
  supersede_.bind(known.id, add_flags).run();
  tally_.remove(known.tallied(tenant));
  const std::vector<std::string> refs = read_list(known.refs_json);
  for (const std::string& ref : refs) delete_ref_.bind(tenant, ref, known.id).run();
  // The contentless index wants the old text back. A raw entry's came from a payload that its row
  // does not hold; its row stays in the index and search drops it (it wants current = 1).
  if ((known.flags & kEntryRaw) != 0) return;
  const std::string text = search_text(known.value_json);
  index_.remove(known.id, {tenant, write.entity_path, write.key, known.agent_id, known.memory_type,
                           refs, text});
}

void MemoryWriter::index(EntryId id, const MemoryWrite& write, const WriteOrigin& origin) {
  for (const std::string& ref : write.pattern_refs) {
    insert_ref_.bind(origin.tenant, ref, id).run();
  }
  index_.add(id, {origin.tenant, write.entity_path, write.key, origin.agent_id, write.memory_type,
                  write.pattern_refs, write.search_text});
}

void MemoryWriter::add_context(const ContextNote& note, const WriteOrigin& origin) {
  insert_context_
      .bind(origin.tenant, origin.endpoint, origin.agent_id, note.label, note.summary, note.source,
            note.about_path, note.about_key, origin.event_seq, note.occurred_at, origin.now)
      .run();
}

}  // namespace host::store::sqlite
