// Counters of events, for /stats and for what is said of a source, kept as rows: changes are summed
// up in memory and written once per group, in the group's own transaction.
// Thread rule: the writer's thread; flush() inside the transaction, committed() or forget() after
// it.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "host/store/overview.hpp"
#include "host/store/records.hpp"
#include "host/store/sqlite/file/database.hpp"
#include "host/store/stats.hpp"

namespace host::store::sqlite {

inline constexpr const char* kCounterReceived = "events_received";  // ever accepted
inline constexpr const char* kCounterDuplicates = "events_duplicates";
// Events now in a state: "events_" + to_string(state), for retrying, done and dead.

class Counters {
 public:
  // Sets the totals of `stats` to what the rows say. Both outlive this.
  Counters(Database& database, StoreStats& stats);

  void add(TenantId tenant, const char* name, std::int64_t by) { pending_[{tenant, name}] += by; }
  // An event goes from one state to another; received and processing are not counted.
  void move(TenantId tenant, EventState from, EventState to);
  // An event of this type came in at an endpoint. Beyond kEventTypesOfSourceMax types, new ones
  // count as kOtherEventTypes: a sender may make up as many as it likes.
  void count_event(EndpointId endpoint, std::string_view event_type, UnixNs received_at);

  void flush();
  void committed();  // what was flushed is on disk: the totals follow
  void forget();

 private:
  struct TypeChange {
    std::int64_t events = 0;
    UnixNs last_at = 0;
  };

  Database& database_;
  StoreStats& stats_;
  std::map<std::string, std::int64_t> flushed_;  // by name, over all tenants; not committed yet
  std::map<std::pair<TenantId, std::string>, std::int64_t> pending_;
  std::map<std::pair<EndpointId, std::string>, TypeChange> types_;
  Statement upsert_, change_type_, new_type_;
};

}  // namespace host::store::sqlite
