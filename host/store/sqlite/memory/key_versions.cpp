#include "host/store/sqlite/memory/key_versions.hpp"

#include "host/store/content_hash.hpp"

namespace host::store::sqlite {

KeyVersions::KeyVersions(Database& database, EntryRows& rows)
    : rows_(rows),
      find_(database,
            "SELECT id, version, value, confidence, memory_type, agent_id, pattern_refs, "
            "occurred_at, flags, entity, agent, mark, current, ttl_at, event_seq, content_hash, "
            "integrity_chain, recall_count, outcome_count, success_count, failure_count, "
            "prior_confidence, last_outcome, last_outcome_at, written_at FROM entries "
            "WHERE tenant=?1 AND entity_path=?2 AND key=?3 "
            "ORDER BY current DESC, version DESC LIMIT 1"),
      later_(database,
             "SELECT version, integrity_chain FROM entries WHERE tenant=?1 AND entity_path=?2 "
             "AND key=?3 AND current=0 AND version>?4 ORDER BY version DESC LIMIT 1") {}

std::optional<KnownVersion> KeyVersions::find(TenantId tenant, const std::string& entity_path,
                                              const std::string& key) {
  find_.bind(tenant, entity_path, key);
  std::optional<KnownVersion> out;
  if (find_.step()) {
    out = KnownVersion{find_.integer(0),
                       find_.integer(1),
                       find_.text(2),
                       find_.real(3),
                       static_cast<MemoryType>(find_.integer(4)),
                       find_.text(5),
                       find_.text(6),
                       find_.integer(7),
                       static_cast<std::uint32_t>(find_.integer(8)),
                       find_.integer(9),
                       find_.integer(10),
                       find_.text(11),
                       find_.integer(12) != 0,
                       find_.integer(13),
                       find_.integer(14),
                       find_.text(15),
                       find_.text(16),
                       find_.integer(17),
                       {find_.integer(18), find_.integer(19), find_.integer(20), std::nullopt,
                        find_.text(22), find_.integer(23)},
                       find_.integer(24)};
    if (!find_.is_null(21)) out->outcomes.prior_confidence = find_.real(21);
  }
  find_.reset();
  return out;
}

VersionPlace KeyVersions::next(const KnownVersion* known, TenantId tenant,
                               const MemoryWrite& write) {
  if (known == nullptr) return {};
  VersionPlace place{known->version + 1, known->chain};
  if (known->current) {
    later_.bind(tenant, write.entity_path, write.key, known->version);
    if (later_.step()) place = {later_.integer(0) + 1, later_.text(1)};
    later_.reset();
  }
  if (place.previous_chain.empty()) {  // the first version of a raw entry
    std::string value = known->value_json;
    rows_.complete_raw(value, known->event_seq);
    place.previous_chain = integrity_chain(content_hash(value), {});
  }
  return place;
}

std::string KeyVersions::hash_of(const MemoryWrite& write, EventSeq event, std::int64_t version) {
  if ((write.flags & kEntryRaw) == 0) {
    return write.content_hash.empty() ? content_hash(write.value_json) : write.content_hash;
  }
  if (version == 1) return {};  // the usual case: computed when somebody reads it
  std::string value = write.value_json;
  rows_.complete_raw(value, event);
  return content_hash(value);
}

}  // namespace host::store::sqlite
