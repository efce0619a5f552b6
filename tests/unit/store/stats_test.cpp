// What the store counts for metrics, and what it says waits.
#include "host/store/stats.hpp"

#include "tests/support/catch.hpp"
#include "tests/unit/store/raw_file.hpp"
#include "tests/unit/store/store_fixture.hpp"

using namespace test;  // NOLINT(google-build-using-namespace)

namespace {

struct StatsFixture : StoreFixture {
  Settlement ends_as(EventSeq seq, EventState state) {
    Settlement settlement = this->settlement(seq, "k" + std::to_string(seq), "1", kNoon);
    settlement.state = state;
    if (state != EventState::done) settlement.writes.clear();
    return settlement;
  }
  void check_totals(std::int64_t received, std::int64_t duplicates, std::int64_t retrying,
                    std::int64_t done, std::int64_t dead) {
    const StoreStats& stats = store->stats();
    CHECK(stats.received == received);
    CHECK(stats.duplicates == duplicates);
    CHECK(stats.retrying == retrying);
    CHECK(stats.done == done);
    CHECK(stats.dead == dead);
    // As /stats, which reads the rows.
    const EventCounters rows = counters();
    CHECK(rows.received == received);
    CHECK(rows.done == done);
    CHECK(rows.dead == dead);
  }
};

}  // namespace

TEST_CASE("totals follow the events, and a restart") {
  StatsFixture f;
  f.check_totals(0, 0, 0, 0, 0);
  const EventSeq one = f.append(f.delivery("1", "a")).seq;
  f.append(f.delivery("1", "a"));
  const AppendOutcome two = f.append(f.delivery("2", "b"));
  const EventSeq three = f.append(f.delivery("3", "c")).seq;
  f.check_totals(3, 1, 0, 0, 0);
  f.settle(f.ends_as(one, EventState::done));
  f.settle(f.ends_as(two.seq, EventState::dead));
  f.settle(f.ends_as(three, EventState::retrying));
  f.check_totals(3, 1, 1, 1, 1);
  f.close();
  f.open();
  f.check_totals(3, 1, 1, 1, 1);
  f.replay(two.event_id);
  f.check_totals(3, 1, 1, 1, 0);
}

TEST_CASE("groups, and what is in them") {
  StatsFixture f;
  const std::uint64_t before = f.store->stats().operations;
  for (int i = 0; i < 5; ++i) f.fresh_event();
  CHECK(f.store->stats().operations == before + 5);
  const host::DurationHistogram& commits = f.store->stats().commits;
  std::uint64_t groups = 0;
  for (std::size_t i = 0; i <= host::DurationHistogram::kBoundsNs.size(); ++i) {
    groups += commits.count(i);
  }
  CHECK(groups == f.store->stats().operations);  // each waited for: one by one
  CHECK(commits.sum_ns() > 0);
  CHECK(f.store->stats().appends_waiting == 0);
}

TEST_CASE("refusals are counted and change nothing else") {
  StatsFixture f;
  Append late = f.delivery("late", "a");
  late.deadline_mono_ns = 1;
  CHECK(f.append(std::move(late)).error.code == "overloaded");
  CHECK(f.store->stats().refused_late == 1);
  f.close();
  f.disk_reserve = std::int64_t{1} << 62;
  f.open();
  CHECK(f.append(f.delivery("full", "b")).error.code == "storage_full");
  CHECK(f.store->stats().refused_full == 1);
  CHECK(f.store->stats().disk_free > 0);
  f.check_totals(0, 0, 0, 0, 0);
}

TEST_CASE("a group that is rolled back and applied again is counted once") {
  StatsFixture f;
  f.write("pr-1", R"({"title":"giraffe"})", kNoon);
  f.close();
  RawFile(f.dir / "amfs.db").execute("INSERT INTO entry_text(entry_text) VALUES('delete-all')");
  f.open();
  f.write("pr-1", R"({"title":"lion"})", kNoon + 1);
  CHECK(f.store->stats().index_repairs == 1);
  f.check_totals(2, 0, 0, 2, 0);
}

TEST_CASE("what waits, by connector, with the oldest") {
  StatsFixture f;
  CHECK(f.reader->backlog().empty());
  const EventSeq first = f.fresh_event();
  f.clock.advance(host::kNsPerSecond);
  const EventSeq second = f.fresh_event();
  f.clock.advance(host::kNsPerSecond);
  Append other = f.delivery("other", "x");
  other.endpoint = f.store->default_endpoint(kDefaultTenant, "jira").value();
  f.append(std::move(other));

  std::vector<Backlog> waiting = f.reader->backlog();
  REQUIRE(waiting.size() == 2);
  CHECK(waiting[0].connector == "github");
  CHECK(waiting[0].events == 2);
  CHECK(waiting[0].oldest == kNoon);
  CHECK(waiting[1].connector == "jira");
  CHECK(waiting[1].events == 1);
  CHECK(waiting[1].oldest == kNoon + 2 * host::kNsPerSecond);

  f.settle(f.ends_as(first, EventState::done));
  f.settle(f.ends_as(second, EventState::retrying));  // still waits
  waiting = f.reader->backlog();
  REQUIRE(waiting.size() == 2);
  CHECK(waiting[0].events == 1);
  CHECK(waiting[0].oldest == kNoon + host::kNsPerSecond);
  f.settle(f.ends_as(second, EventState::dead));
  CHECK(f.reader->backlog().size() == 1);
}
