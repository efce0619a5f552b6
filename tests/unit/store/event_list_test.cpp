// The list of events: every filter, pages, and that a rare filter is found by index.
#include "host/store/sqlite/reader.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/store/store_fixture.hpp"

using namespace test;  // NOLINT(google-build-using-namespace)

namespace {

struct Fixture : StoreFixture {
  // One event of a connector; its position.
  EventSeq put(const std::string& connector, const std::string& id,
               TenantId tenant = kDefaultTenant) {
    Append request = delivery(id, "{\"id\":\"" + id + "\"}");
    request.tenant = tenant;
    request.endpoint = store->default_endpoint(tenant, connector).value();
    return append(std::move(request)).seq;
  }
  void settle_as(EventSeq seq, EventState state) {
    Settlement settlement;
    settlement.seq = seq;
    settlement.endpoint = reader->event_by_seq(seq)->endpoint;
    settlement.tenant = reader->event_by_seq(seq)->tenant;
    settlement.agent_id = "webhook/x";
    settlement.state = state;
    settlement.raw_outcome = EventOutcome::skipped;
    REQUIRE(settle(std::move(settlement)).status == SettleStatus::committed);
  }
  std::vector<EventSeq> list(EventFilter filter) {
    std::vector<EventSeq> out;
    for (int page = 0; page < 100; ++page) {
      const EventPage found = reader->list_events(filter);
      for (const EventRow& event : found.events) out.push_back(event.seq);
      if (found.next == 0) return out;
      filter.before = found.next;
    }
    FAIL("the pages do not end");
    return out;
  }
  std::vector<EventSeq> of_connector(const std::string& connector) {
    EventFilter filter;
    filter.connector = connector;
    return list(filter);
  }
};

using Seqs = std::vector<EventSeq>;

}  // namespace

TEST_CASE_METHOD(Fixture, "a connector's events come by its endpoints, newest first", "[events]") {
  const EventSeq rare = put("rare", "r-1");
  for (int i = 0; i < 20; ++i) put("common", "c-" + std::to_string(i));
  const EventSeq again = put("rare", "r-2");
  CHECK(of_connector("rare") == Seqs{again, rare});
  CHECK(of_connector("common").size() == 20);
  CHECK(of_connector("unknown").empty());
}

TEST_CASE_METHOD(Fixture, "several endpoints of a connector are one list", "[events]") {
  const EventSeq first = put("github", "a");
  sqlite::Database database(dir.path() + "/amfs.db", sqlite::Database::Mode::read_write);
  database.execute(
      "INSERT INTO endpoints(tenant, connector, name) VALUES(1, 'github', 'second'), (1, 'github', "
      "'third')");
  const auto second_id = database.query_integer("SELECT id FROM endpoints WHERE name='second'");
  Append request = delivery("b", "{\"b\":1}");
  request.endpoint = second_id;
  const EventSeq second = append(request).seq;
  const EventSeq third = put("github", "c");
  CHECK(of_connector("github") == Seqs{third, second, first});
  EventFilter paged;
  paged.connector = "github";
  paged.limit = 1;
  CHECK(list(paged) == Seqs{third, second, first});
}

TEST_CASE_METHOD(Fixture, "states", "[events]") {
  const EventSeq done = put("github", "1");
  const EventSeq dead = put("github", "2");
  const EventSeq retrying = put("github", "3");
  const EventSeq received = put("github", "4");
  settle_as(done, EventState::done);
  settle_as(dead, EventState::dead);
  settle_as(retrying, EventState::retrying);
  const auto in_state = [&](EventState state, EventSeq running = 0) {
    EventFilter filter;
    filter.state = state;
    filter.is_processing = [running](EndpointId, EventSeq seq) { return seq == running; };
    return list(filter);
  };
  CHECK(in_state(EventState::done) == Seqs{done});
  CHECK(in_state(EventState::dead) == Seqs{dead});
  CHECK(in_state(EventState::retrying) == Seqs{retrying});
  CHECK(in_state(EventState::received) == Seqs{received});
  CHECK(in_state(EventState::processing).empty());
  CHECK(in_state(EventState::processing, received) == Seqs{received});
  CHECK(in_state(EventState::received, received).empty());
}

TEST_CASE_METHOD(Fixture, "a tenant sees its own only, whatever the filter", "[events]") {
  const EventSeq mine = put("github", "1");
  const EventSeq theirs = put("github", "2", 2);
  settle_as(mine, EventState::dead);
  settle_as(theirs, EventState::dead);
  const EventSeq open = put("github", "3", 2);
  for (const bool by_connector : {false, true}) {
    for (const auto state : {std::optional<EventState>(), std::optional(EventState::dead),
                             std::optional(EventState::received)}) {
      EventFilter filter;
      filter.tenant = 2;
      filter.state = state;
      if (by_connector) filter.connector = "github";
      const Seqs expected = !state                      ? Seqs{open, theirs}
                            : state == EventState::dead ? Seqs{theirs}
                                                        : Seqs{open};
      CHECK(list(filter) == expected);
    }
  }
}

TEST_CASE_METHOD(Fixture, "since ends the walk, until begins it later", "[events]") {
  Seqs seqs;
  const auto day = 24 * 3600 * host::kNsPerSecond;
  for (int i = 0; i < 5; ++i) {
    clock.set(kNoon + i * day);
    seqs.push_back(put("github", std::to_string(i)));
  }
  EventFilter filter;
  filter.since = kNoon + 3 * day;
  CHECK(list(filter) == Seqs{seqs[4], seqs[3]});
  filter.limit = 1;
  CHECK(list(filter) == Seqs{seqs[4], seqs[3]});
  filter = {};
  filter.until = kNoon + day;
  CHECK(list(filter) == Seqs{seqs[1], seqs[0]});
}

TEST_CASE_METHOD(Fixture, "open events are read by their own index", "[events]") {
  sqlite::Database database(dir.path() + "/amfs.db", sqlite::Database::Mode::read_only);
  sqlite::Statement plan(database,
                         "EXPLAIN QUERY PLAN SELECT v.seq FROM events v INDEXED BY events_open "
                         "JOIN endpoints p ON p.id=v.endpoint WHERE v.endpoint=1 AND v.seq>0 AND "
                         "v.state<3 ORDER BY v.seq LIMIT 9");
  while (plan.step()) CHECK(plan.text(3).find("TEMP B-TREE") == std::string::npos);
}
