// The inbox: settling, retrying, replay, listing, restart; and what happens when the disk gives
// out.
#include <sqlite3.h>

#include <filesystem>
#include <fstream>

#include "tests/support/catch.hpp"
#include "tests/unit/store/store_fixture.hpp"

using namespace test;  // NOLINT(google-build-using-namespace)

TEST_CASE_METHOD(StoreFixture, "an accepted event waits across restarts until it is settled",
                 "[store][inbox]") {
  const auto accepted = append(delivery("id-1", "{\"a\":1}"));
  close();
  open();
  auto open_now = reader->open_events(endpoint, 0, 10);
  REQUIRE(open_now.size() == 1);
  CHECK(open_now[0].id == accepted.event_id);
  CHECK(reader->event_body(accepted.seq)->body == "{\"a\":1}");

  Settlement retry;
  retry.seq = accepted.seq;
  retry.state = EventState::retrying;
  retry.attempts = 1;
  retry.next_attempt_at = kNoon + 5;
  retry.error = "not now";
  settle(retry);
  CHECK(counters().retrying == 1);
  CHECK(reader->open_events(endpoint, 0, 10)[0].next_attempt_at == kNoon + 5);

  settle(settlement(accepted.seq, "k", "1", kNoon));
  CHECK(reader->open_events(endpoint, 0, 10).empty());
  CHECK(counters().retrying == 0);
  CHECK(counters().done == 1);
}

TEST_CASE_METHOD(StoreFixture, "a body that cannot be read goes in as a dead letter",
                 "[store][inbox]") {
  Append broken = delivery("id-1", "{");
  broken.dead_reason = "unparseable_body: not JSON";
  const auto accepted = append(broken);
  CHECK(accepted.status == AppendStatus::accepted);
  CHECK(event(accepted.event_id).state == EventState::dead);
  CHECK(counters().dead == 1);
  // Its repetition does not bring it back to life: it would only fail again.
  Append again = delivery("id-1", "{");
  again.dead_reason = "unparseable_body: not JSON";
  CHECK(append(again).status == AppendStatus::duplicate);
}

TEST_CASE_METHOD(StoreFixture, "replay keeps id and first reception", "[store][inbox]") {
  const auto accepted = append(delivery("id-1", "{}"));
  settle(settlement(accepted.seq, "k", "1", kNoon));
  clock.advance(host::kNsPerSecond);
  const auto outcome = replay(accepted.event_id);
  CHECK(outcome.ok);
  CHECK(outcome.seq == accepted.seq);
  const EventRow row = event(accepted.event_id);
  CHECK(row.state == EventState::received);
  CHECK((row.flags & kFlagReplay) != 0);
  CHECK(row.received_at == kNoon);
  CHECK(replay("evt_none").error.code == "event_not_found");
}

TEST_CASE_METHOD(StoreFixture, "events are listed newest first, filtered, page by page",
                 "[store][inbox]") {
  for (int i = 0; i < 25; ++i) fresh_event();
  EventFilter filter;
  filter.limit = 10;
  std::size_t seen = 0;
  EventSeq last = INT64_MAX;
  do {
    const EventPage page = reader->list_events(filter);
    for (const EventRow& row : page.events) {
      CHECK(row.seq < last);
      last = row.seq;
      ++seen;
    }
    filter.before = page.next;
  } while (filter.before != 0);
  CHECK(seen == 25);

  EventFilter by_type;
  by_type.event_type = "issues.*";
  by_type.connector = "github";
  CHECK(reader->list_events(by_type).events.size() == 25);
  by_type.event_type = "push";
  CHECK(reader->list_events(by_type).events.empty());
  EventFilter dead;
  dead.state = EventState::dead;
  CHECK(reader->list_events(dead).events.empty());
}

TEST_CASE_METHOD(StoreFixture, "a direct write is one event and one entry", "[store][inbox]") {
  DirectWrite direct_write;
  direct_write.source = "ci";
  direct_write.event_id = host::make_event_id(kNoon);
  direct_write.event_type = "generic";
  direct_write.idempotency_key = "key-1";
  direct_write.body_digest = digest("body");
  direct_write.packed_body = pack_body("body");
  direct_write.received_at = kNoon;
  direct_write.write.entity_path = "repos/acme/shop";
  direct_write.write.key = "note";
  direct_write.write.value_json = "1";
  const auto first = direct(direct_write);
  REQUIRE(first.ok);
  CHECK(first.version == 1);
  CHECK(current("note")->agent_id == "external/ci");

  auto again = direct_write;
  again.event_id = host::make_event_id(kNoon);
  const auto same = direct(again);
  CHECK(same.event_id == first.event_id);
  CHECK(same.version == 1);
  CHECK(counters().received == 1);

  again.body_digest = digest("other");
  CHECK(direct(again).error.code == "idempotency_conflict");
}

TEST_CASE_METHOD(StoreFixture, "below the disk reserve intake stops and settling goes on",
                 "[store][inbox]") {
  const EventSeq seq = fresh_event();
  close();
  disk_reserve = std::int64_t{1} << 60;  // no disk is that large
  open();
  CHECK(append(delivery("id-2", "{}")).error.code == "storage_full");
  CHECK(settle(settlement(seq, "k", "1", kNoon)).status == SettleStatus::committed);
}

TEST_CASE_METHOD(StoreFixture, "an event past its deadline is refused, not stored",
                 "[store][inbox]") {
  Append late = delivery("id-1", "{}");
  late.deadline_mono_ns = 1;
  CHECK(append(late).error.code == "overloaded");
  CHECK(counters().received == 0);
}

TEST_CASE("opening says what is wrong", "[store][inbox]") {
  TempDir dir;
  host::SystemClock clock;
  sqlite::StoreOptions options;
  options.directory = dir.path();

  SECTION("another host on the same store") {
    auto first = sqlite::open_store(options, clock);
    REQUIRE(first.has_value());
    const auto second = sqlite::open_store(options, clock);
    REQUIRE(second.has_error());
    CHECK(second.error().code == "store_in_use");
  }
  SECTION("a file that is no database") {
    std::ofstream(dir / "amfs.db") << std::string(5000, 'x');
    CHECK(sqlite::open_store(options, clock).has_error());
  }
  SECTION("a newer schema") {
    sqlite::open_store(options, clock).value()->close();
    sqlite3* raw = nullptr;
    REQUIRE(sqlite3_open((dir / "amfs.db").c_str(), &raw) == SQLITE_OK);
    sqlite3_exec(raw, "PRAGMA user_version=999", nullptr, nullptr, nullptr);
    sqlite3_close(raw);
    const auto opened = sqlite::open_store(options, clock);
    REQUIRE(opened.has_error());
    CHECK(opened.error().message.find("newer amfs") != std::string::npos);
  }
  SECTION("a directory that is a file") {
    std::ofstream(dir / "file") << "x";
    options.directory = dir / "file";
    CHECK(sqlite::open_store(options, clock).error().code == "data_directory");
  }
}
