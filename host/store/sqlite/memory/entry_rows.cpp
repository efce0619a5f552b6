#include "host/store/sqlite/memory/entry_rows.hpp"

#include "host/json/payload.hpp"
#include "host/store/body_codec.hpp"
#include "host/store/sqlite/file/text_lists.hpp"

namespace host::store::sqlite {
namespace {

constexpr std::size_t kRawPayloadMax = 32768;  // contract 2.3, raw entry

}  // namespace

EntryRows::EntryRows(Database& database, const Clock& clock)
    : clock_(clock),
      body_(database, "SELECT content_type, query, headers, body FROM event_bodies WHERE seq=?1"),
      by_id_(database, "SELECT " AMFS_ENTRY_COLUMNS AMFS_ENTRY_FROM "WHERE n.id=?1") {}

Entry EntryRows::read(const Statement& row) {
  Entry entry;
  entry.id = row.integer(0);
  entry.entity_path = row.text(1);
  entry.key = row.text(2);
  entry.version = row.integer(3);
  entry.current = row.integer(4) != 0;
  entry.value_json = row.text(5);
  entry.confidence = row.real(6);
  entry.memory_type = static_cast<MemoryType>(row.integer(7));
  entry.agent_id = row.text(8);
  entry.event_seq = row.integer(9);
  entry.pattern_refs = read_list(row.text(10));
  entry.summary = row.text(11);
  entry.occurred_at = row.integer(12);
  entry.written_at = row.integer(13);
  entry.ttl_at = row.integer(14);
  entry.flags = static_cast<std::uint32_t>(row.integer(15));
  entry.event_id = row.text(16);
  entry.content_hash = row.text(17);
  entry.integrity_chain = row.text(18);
  entry.session_id = row.text(19);
  entry.shared = row.integer(20) != 0;
  entry.recall_count = row.integer(21);
  entry.outcomes.count = row.integer(22);
  entry.outcomes.success = row.integer(23);
  entry.outcomes.failure = row.integer(24);
  if (!row.is_null(25)) entry.outcomes.prior_confidence = row.real(25);
  entry.outcomes.last = row.text(26);
  entry.outcomes.last_at = row.integer(27);
  if (entry.current && entry.ttl_at != 0 && entry.ttl_at <= clock_.now_ns()) {
    entry.current = false;
    entry.flags |= kEntryExpired;
  }
  if ((entry.flags & kEntryRaw) != 0) complete_raw(entry.value_json, entry.event_seq);
  return entry;
}

std::vector<Entry> EntryRows::read_all(Statement& rows) {
  return rows_of(rows, [this](const Statement& row) { return read(row); });
}

std::optional<Entry> EntryRows::by_id(EntryId id) {
  by_id_.bind(id);
  std::optional<Entry> out;
  if (by_id_.step()) out = read(by_id_);
  by_id_.reset();
  return out;
}

std::optional<EventBody> EntryRows::body(EventSeq seq) {
  body_.bind(seq);
  std::optional<EventBody> out;
  if (body_.step()) {
    auto body = unpack_body(body_.view(3), kBodySizeMax);
    if (body.has_error()) throw DatabaseError(SQLITE_CORRUPT, body.error().message);
    out = EventBody{body_.text(0), body_.text(1), body_.text(2), std::move(body.value())};
  }
  body_.reset();
  return out;
}

void EntryRows::complete_raw(std::string& value_json, EventSeq seq) {
  const std::optional<EventBody> stored = body(seq);
  json::Payload parsed;
  const std::string* payload = nullptr;
  if (stored) {
    parsed = json::payload_of(stored->content_type, stored->body);
    const std::string& text = parsed.json.empty() ? stored->body : parsed.json;
    const bool is_json = parsed.kind != json::PayloadKind::unsupported;
    if (is_json && text.size() <= kRawPayloadMax) payload = &text;
  }
  if (!value_json.empty()) value_json.pop_back();  // the closing brace
  value_json += ",\"payload\":";
  if (payload != nullptr) {
    value_json += *payload;
  } else {
    value_json += "null,\"truncated\":true";
  }
  value_json += '}';
}

}  // namespace host::store::sqlite
