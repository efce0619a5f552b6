// Event counters of /stats, kept as rows: changes are summed up in memory and written once per
// group, in the group's own transaction.
#pragma once

#include <map>
#include <string>
#include <utility>

#include "host/store/records.hpp"
#include "host/store/sqlite/database.hpp"

namespace host::store::sqlite {

inline constexpr const char* kCounterReceived = "events_received";  // ever accepted
inline constexpr const char* kCounterDuplicates = "events_duplicates";
// Events now in a state: "events_" + to_string(state), for retrying, done and dead.

class Counters {
 public:
  explicit Counters(Database& database);

  void add(TenantId tenant, const char* name, std::int64_t by) { pending_[{tenant, name}] += by; }
  // An event goes from one state to another; received and processing are not counted.
  void move(TenantId tenant, EventState from, EventState to);
  void flush();                        // inside the transaction
  void forget() { pending_.clear(); }  // after a rollback

 private:
  std::map<std::pair<TenantId, std::string>, std::int64_t> pending_;
  Statement upsert_;
};

}  // namespace host::store::sqlite
