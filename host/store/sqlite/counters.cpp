#include "host/store/sqlite/counters.hpp"

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

}  // namespace

Counters::Counters(Database& database)
    : upsert_(database,
              "INSERT INTO counters VALUES(?1, ?2, ?3) "
              "ON CONFLICT(tenant, name) DO UPDATE SET value = value + excluded.value") {}

void Counters::move(TenantId tenant, EventState from, EventState to) {
  if (from == to) return;
  if (const char* name = counter_of(from)) add(tenant, name, -1);
  if (const char* name = counter_of(to)) add(tenant, name, 1);
}

void Counters::flush() {
  for (const auto& [counter, by] : pending_) {
    if (by != 0) upsert_.bind(counter.first, counter.second, by).run();
  }
  pending_.clear();
}

}  // namespace host::store::sqlite
