#include "host/store/sqlite/inbox/inbox_writer.hpp"

#include "host/base/rfc3339.hpp"
#include "host/store/sqlite/file/text_lists.hpp"

namespace host::store::sqlite {

struct InboxWriter::NewEvent {
  std::string_view id, event_type, delivery_id, body_digest, error, content_type, query,
      headers_json, packed_body;
  TenantId tenant;
  EndpointId endpoint;
  UnixNs received_at, occurred_at, settled_at;
  EventState state;
  EventOutcome outcome;
  std::uint32_t flags;
};

InboxWriter::InboxWriter(Database& database, Counters& counters)
    : database_(database),
      counters_(counters),
      claims_(database),
      insert_event_(
          database,
          "INSERT INTO events(id, tenant, endpoint, event_type, delivery_id, body_digest, "
          "received_at, occurred_at, state, outcome, flags, attempts, next_attempt_at, "
          "settled_at, duplicates, duplicate_log, revived_at, error) "
          "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, 0, 0, ?12, 0, '[]', 0, ?13)"),
      insert_body_(database, "INSERT INTO event_bodies VALUES(?1, ?2, ?3, ?4, ?5)"),
      first_event_(database,
                   "SELECT id, state, duplicate_log, revived_at, flags FROM events WHERE seq=?1"),
      update_duplicate_(database,
                        "UPDATE events SET duplicates=duplicates+1, duplicate_log=?2 WHERE seq=?1"),
      revive_(database,
              "UPDATE events SET state=0, outcome=0, attempts=0, next_attempt_at=0, settled_at=0, "
              "error='', revived_at=?2, flags=flags|?3 WHERE seq=?1"),
      open_state_(database, "SELECT state FROM events WHERE seq=?1 AND state<3"),
      settle_(database,
              "UPDATE events SET state=?2, outcome=?3, attempts=?4, next_attempt_at=?5, "
              "settled_at=?6, error=?7, flags=flags|?8 WHERE seq=?1"),
      find_endpoint_(
          database, "SELECT id FROM endpoints WHERE tenant=?1 AND connector=?2 AND name='default'"),
      insert_endpoint_(database,
                       "INSERT INTO endpoints(tenant, connector, name) VALUES(?1, ?2, 'default')"),
      direct_answer_(database,
                     "SELECT e.id, e.body_digest=?2, n.version, e.duplicate_log FROM events e "
                     "LEFT JOIN entries n ON n.event_seq=e.seq WHERE e.seq=?1") {}

AppendOutcome InboxWriter::append(const Append& append, UnixNs now) {
  const ClaimVerdict verdict =
      claims_.examine(append.endpoint, append.dedupe, append.body_digest, append.received_at);
  if (verdict.duplicate_of) {
    if (verdict.keep_conflicting_body) keep_conflicting(append, *verdict.duplicate_of, now);
    return count_duplicate(append, *verdict.duplicate_of, now);
  }

  const bool dead = !append.dead_reason.empty();
  NewEvent event = event_of(append);
  event.error = append.dead_reason;
  event.settled_at = dead ? now : 0;
  event.state = dead ? EventState::dead : EventState::received;
  event.flags = append.flags | verdict.flags;

  AppendOutcome out;
  out.status = AppendStatus::accepted;
  out.seq = insert(event);
  out.event_id = append.event_id;
  out.flags = event.flags;
  claims_.take(append.endpoint, verdict.keys, out.seq,
               append.received_at + append.dedupe.window_ns);
  counters_.add(append.tenant, kCounterReceived, 1);
  counters_.move(append.tenant, EventState::received, event.state);
  return out;
}

// What every event that came in has; refers to `append`.
InboxWriter::NewEvent InboxWriter::event_of(const Append& append) {
  NewEvent event{};
  event.id = append.event_id;
  event.event_type = append.event_type;
  event.delivery_id = append.dedupe.delivery_id;
  event.body_digest = append.body_digest;
  event.content_type = append.content_type;
  event.query = append.query;
  event.headers_json = append.headers_json;
  event.packed_body = append.packed_body;
  event.tenant = append.tenant;
  event.endpoint = append.endpoint;
  event.received_at = append.received_at;
  event.occurred_at = append.occurred_at;
  return event;
}

EventSeq InboxWriter::insert(const NewEvent& event) {
  insert_event_
      .bind(event.id, event.tenant, event.endpoint, event.event_type, event.delivery_id,
            Statement::blob(event.body_digest), event.received_at, event.occurred_at,
            static_cast<int>(event.state), static_cast<int>(event.outcome), event.flags,
            event.settled_at, event.error)
      .run();
  const EventSeq seq = database_.last_insert_rowid();
  insert_body_
      .bind(seq, event.content_type, event.query, event.headers_json,
            Statement::blob(event.packed_body))
      .run();
  counters_.count_event(event.endpoint, event.event_type, event.received_at);
  return seq;
}

// Contract P3: counted on the first event, with the last ids and times.
void InboxWriter::note_duplicate(TenantId tenant, EventSeq first, const std::string& log,
                                 std::string_view id, UnixNs received_at) {
  update_duplicate_.bind(first, push_pair(log, id, format_rfc3339(received_at), kDuplicateLogMax))
      .run();
  counters_.add(tenant, kCounterDuplicates, 1);
}

AppendOutcome InboxWriter::count_duplicate(const Append& append, EventSeq first, UnixNs now) {
  first_event_.bind(first);
  if (!first_event_.step()) throw DatabaseError(SQLITE_CORRUPT, "a claim names a missing event");
  AppendOutcome out;
  out.status = AppendStatus::duplicate;
  out.seq = first;
  out.event_id = first_event_.text(0);
  const auto state = static_cast<EventState>(first_event_.integer(1));
  const std::string log = first_event_.text(2);
  const UnixNs revived_at = first_event_.integer(3);
  out.flags = static_cast<std::uint32_t>(first_event_.integer(4));
  first_event_.reset();

  note_duplicate(append.tenant, first, log, append.dedupe.delivery_id, append.received_at);
  // now < revived_at: the clock was set back since, who knows how long ago that was.
  const bool may_revive = revived_at == 0 || now < revived_at || now - revived_at >= kReviveAfterNs;
  // A body that could not be parsed will not parse now: reviving it would only burn attempts.
  if (state == EventState::dead && may_revive && append.dead_reason.empty()) {
    revive_.bind(first, now, static_cast<std::uint32_t>(kFlagRevived)).run();
    counters_.move(append.tenant, state, EventState::received);
    out.status = AppendStatus::revived;
  }
  return out;
}

// Same signed id, other bytes: kept for the operator to look at and replay, never run by itself.
void InboxWriter::keep_conflicting(const Append& append, EventSeq first, UnixNs now) {
  const std::string pair = append.dedupe.delivery_id + '\0' + append.body_digest;
  const std::string key = Claims::key_of("conflict", pair);
  if (claims_.holder(append.endpoint, key, append.received_at)) return;  // this very body is kept
  first_event_.bind(first);
  const std::string first_id = first_event_.step() ? first_event_.text(0) : std::string();
  first_event_.reset();

  const std::string note = "another body came under the signed id of " + first_id;
  NewEvent event = event_of(append);
  event.error = note;
  event.settled_at = now;
  event.state = EventState::done;
  event.outcome = EventOutcome::skipped;
  event.flags = append.flags | kFlagIdConflict;
  const EventSeq seq = insert(event);
  claims_.take(append.endpoint, {key}, seq, append.received_at + append.dedupe.window_ns);
  counters_.add(append.tenant, kCounterReceived, 1);
  counters_.move(append.tenant, EventState::received, EventState::done);
}

std::optional<EventState> InboxWriter::open_state(EventSeq seq) {
  open_state_.bind(seq);
  std::optional<EventState> state;
  if (open_state_.step()) state = static_cast<EventState>(open_state_.integer(0));
  open_state_.reset();
  return state;
}

void InboxWriter::settle(const Settlement& settlement, EventState from, EventOutcome outcome,
                         UnixNs now) {
  const bool final = settlement.state == EventState::done || settlement.state == EventState::dead;
  settle_
      .bind(settlement.seq, static_cast<int>(settlement.state), static_cast<int>(outcome),
            settlement.attempts, settlement.next_attempt_at, final ? now : UnixNs{0},
            settlement.error, settlement.add_flags)
      .run();
  counters_.move(settlement.tenant, from, settlement.state);
}

DirectOutcome InboxWriter::begin_direct(const DirectWrite& direct, UnixNs now, bool& ended,
                                        EventSeq& seq, EndpointId& endpoint) {
  DirectOutcome out;
  endpoint = default_endpoint(direct.tenant, "external/" + direct.source);
  const std::string key = Claims::key_of("idempotency", direct.idempotency_key);
  if (!direct.idempotency_key.empty()) {
    if (const auto first = claims_.holder(endpoint, key, now)) {
      ended = true;
      direct_answer_.bind(*first, Statement::blob(direct.body_digest));
      if (direct_answer_.step() && direct_answer_.integer(1) != 0) {
        out.ok = true;
        out.event_id = direct_answer_.text(0);
        out.version = direct_answer_.integer(2);
        note_duplicate(direct.tenant, *first, direct_answer_.text(3), direct.idempotency_key,
                       direct.received_at);
      } else {
        out.error = {"idempotency_conflict",
                     "this idempotency key was used with another body; send a new key"};
      }
      direct_answer_.reset();
      return out;
    }
  }
  if (const UnixNs ttl = direct.write.ttl_at; ttl != 0 && ttl <= direct.received_at) {
    ended = true;
    out.error = {kTtlPastCode, "ttl_at lies in the past"};
    return out;
  }
  NewEvent event{};
  event.id = direct.event_id;
  event.event_type = direct.event_type;
  event.delivery_id = direct.idempotency_key;
  event.body_digest = direct.body_digest;
  event.content_type = "application/json";
  event.headers_json = "[]";
  event.packed_body = direct.packed_body;
  event.tenant = direct.tenant;
  event.endpoint = endpoint;
  event.received_at = direct.received_at;
  event.settled_at = now;
  event.state = EventState::done;
  event.outcome = EventOutcome::written;
  seq = insert(event);
  constexpr std::int64_t kIdempotencyWindowNs = 7 * 24 * 3600 * kNsPerSecond;
  if (!direct.idempotency_key.empty()) {
    claims_.take(endpoint, {key}, seq, direct.received_at + kIdempotencyWindowNs);
  }
  counters_.add(direct.tenant, kCounterReceived, 1);
  counters_.move(direct.tenant, EventState::received, EventState::done);
  out.ok = true;
  out.event_id = direct.event_id;
  return out;
}

EndpointId InboxWriter::default_endpoint(TenantId tenant, const std::string& connector) {
  find_endpoint_.bind(tenant, connector);
  EndpointId id = 0;
  if (find_endpoint_.step()) id = find_endpoint_.integer(0);
  find_endpoint_.reset();
  if (id != 0) return id;
  insert_endpoint_.bind(tenant, connector).run();
  return database_.last_insert_rowid();
}

}  // namespace host::store::sqlite
