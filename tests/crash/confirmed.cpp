#include "tests/crash/confirmed.hpp"

#include "host/store/sqlite/sqlite_store.hpp"
#include "tests/crash/store_rows.hpp"
#include "tests/support/catch.hpp"

namespace crash {

using namespace host::store;

bool Confirmed::add(const std::string& line) {
  if (line.size() < 3) return false;
  (line[0] == 'a' ? accepted : settled).insert(line.substr(2));
  return true;
}

void check_confirmed(const std::string& directory, const Confirmed& confirmed) {
  const host::SystemClock clock;
  sqlite::StoreOptions options;
  options.directory = directory;
  options.disk_reserve_bytes = 0;
  auto opened = sqlite::open_store(options, clock);
  REQUIRE(opened.has_value());
  const auto reader = opened.value()->open_reader();
  for (const std::string& id : confirmed.accepted) {
    INFO(id);
    const auto event = reader->find_event(kDefaultTenant, id);
    REQUIRE(event);
    const auto body = reader->event_body(event->seq);
    REQUIRE(body);
    REQUIRE(body->body == body_of(id));
  }
  for (const std::string& id : confirmed.settled) {
    INFO(id);
    const auto event = reader->find_event(kDefaultTenant, id);
    REQUIRE(event);
    REQUIRE(event->state == EventState::done);
    const auto entry = reader->current_entry(kDefaultTenant, kEntityPath, key_of(id));
    REQUIRE(entry);
    REQUIRE(entry->version == 1);
    REQUIRE(entry->value_json == body_of(id));
  }
  opened.value()->close();
}

}  // namespace crash
