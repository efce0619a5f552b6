#include "host/store/sqlite/writer/counters.hpp"

#include <algorithm>

namespace host::store::sqlite {
namespace {

const char* counter_of(EventState state) {
  switch (state) {
    case EventState::retrying:
      return "events_retrying";
    case EventState::done:
      return "events_done";
    case EventState::dead:
      return "events_dead";
    case EventState::received:
    case EventState::processing:
      break;
  }
  return nullptr;
}

// The total that goes with a counter; null: none does.
StoreStats::Level* total_of(StoreStats& stats, std::string_view name) {
  if (name == kCounterReceived) return &stats.received;
  if (name == kCounterDuplicates) return &stats.duplicates;
  if (name == counter_of(EventState::retrying)) return &stats.retrying;
  if (name == counter_of(EventState::done)) return &stats.done;
  if (name == counter_of(EventState::dead)) return &stats.dead;
  return nullptr;
}

void add_total(StoreStats& stats, std::string_view name, std::int64_t by) {
  if (StoreStats::Level* total = total_of(stats, name)) {
    total->fetch_add(by, std::memory_order_relaxed);
  }
}

}  // namespace

Counters::Counters(Database& database, StoreStats& stats)
    : database_(database),
      stats_(stats),
      upsert_(database,
              "INSERT INTO counters VALUES(?1, ?2, ?3) "
              "ON CONFLICT(tenant, name) DO UPDATE SET value = value + excluded.value"),
      change_type_(database,
                   "UPDATE event_types SET events=events+?3, last_at=max(last_at, ?4) "
                   "WHERE endpoint=?1 AND event_type=?2"),
      new_type_(database,
                "INSERT INTO event_types SELECT ?1, "
                "iif((SELECT count(*) FROM event_types WHERE endpoint=?1)<?5, ?2, ?6), ?3, ?4 "
                "WHERE true ON CONFLICT DO UPDATE SET events=events+excluded.events, "
                "last_at=max(last_at, excluded.last_at)") {
  Statement totals(database, "SELECT name, sum(value) FROM counters GROUP BY name");
  while (totals.step()) add_total(stats_, totals.view(0), totals.integer(1));
}

void Counters::move(TenantId tenant, EventState from, EventState to) {
  if (from == to) return;
  if (const char* name = counter_of(from)) add(tenant, name, -1);
  if (const char* name = counter_of(to)) add(tenant, name, 1);
}

void Counters::count_event(EndpointId endpoint, std::string_view event_type, UnixNs received_at) {
  TypeChange& change = types_[{endpoint, std::string(event_type)}];
  ++change.events;
  change.last_at = std::max(change.last_at, received_at);
}

void Counters::flush() {
  for (const auto& [counter, by] : pending_) {
    if (by == 0) continue;
    upsert_.bind(counter.first, counter.second, by).run();
    if (total_of(stats_, counter.second) != nullptr) flushed_[counter.second] += by;
  }
  for (const auto& [type, change] : types_) {
    change_type_.bind(type.first, type.second, change.events, change.last_at).run();
    if (database_.changes() != 0) continue;
    // The last place is for kOtherEventTypes.
    constexpr auto kNamed = static_cast<std::int64_t>(kEventTypesOfSourceMax) - 1;
    new_type_.bind(type.first, type.second, change.events, change.last_at, kNamed, kOtherEventTypes)
        .run();
  }
  pending_.clear();
  types_.clear();
}

void Counters::committed() {
  for (const auto& [name, by] : flushed_) add_total(stats_, name, by);
  flushed_.clear();
}

void Counters::forget() {
  pending_.clear();
  types_.clear();
  flushed_.clear();
}

}  // namespace host::store::sqlite
