// Everything the writer does to events: append, duplicates, settle. Runs inside the
// writer's transaction, on its thread.
#pragma once

#include <optional>
#include <string>

#include "host/store/records.hpp"
#include "host/store/sqlite/file/database.hpp"
#include "host/store/sqlite/inbox/claims.hpp"
#include "host/store/sqlite/writer/counters.hpp"

namespace host::store::sqlite {

inline constexpr std::int64_t kReviveAfterNs = 600 * kNsPerSecond;  // contract 2.1: once per 10 min
inline constexpr std::size_t kDuplicateLogMax = 5;  // last ids and times on the first event

class InboxWriter {
 public:
  InboxWriter(Database& database, Counters& counters);

  AppendOutcome append(const Append& append, UnixNs now);

  // The event's state when it can be settled; nothing when it was settled already.
  std::optional<EventState> open_state(EventSeq seq);
  void settle(const Settlement& settlement, EventState from, EventOutcome outcome, UnixNs now);

  // `ended`: that is the answer, a repeat's or a refusal; else the write itself is next.
  DirectOutcome begin_direct(const DirectWrite& direct, UnixNs now, bool& ended, EventSeq& seq,
                             EndpointId& endpoint);

  EndpointId default_endpoint(TenantId tenant, const std::string& connector);
  ClaimTable& claim_table() { return claims_.table(); }

 private:
  struct NewEvent;
  static NewEvent event_of(const Append& append);
  EventSeq insert(const NewEvent& event);
  void note_duplicate(TenantId tenant, EventSeq first, const std::string& log, std::string_view id,
                      UnixNs received_at);
  AppendOutcome count_duplicate(const Append& append, EventSeq first, UnixNs now);
  void keep_conflicting(const Append& append, EventSeq first, UnixNs now);

  Database& database_;
  Counters& counters_;
  Claims claims_;
  Statement insert_event_, insert_body_, first_event_, update_duplicate_, revive_, open_state_,
      settle_, find_endpoint_, insert_endpoint_, direct_answer_;
};

}  // namespace host::store::sqlite
