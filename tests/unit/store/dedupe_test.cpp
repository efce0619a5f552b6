// Contract 3, "Dedupe": what counts as the same delivery.
#include "tests/support/catch.hpp"
#include "tests/unit/store/store_fixture.hpp"

using namespace test;  // NOLINT(google-build-using-namespace)

TEST_CASE_METHOD(StoreFixture, "a signed id decides", "[store][dedupe]") {
  const auto first = append(delivery("id-1", "{\"a\":1}", IdKind::signed_id));
  REQUIRE(first.status == AppendStatus::accepted);

  const auto again = append(delivery("id-1", "{\"a\":1}", IdKind::signed_id));
  CHECK(again.status == AppendStatus::duplicate);
  CHECK(again.event_id == first.event_id);

  SECTION("another body under it is kept, flagged and not run") {
    const auto other = delivery("id-1", "{\"a\":2}", IdKind::signed_id);
    const std::string other_id = other.event_id;
    CHECK(append(other).status == AppendStatus::duplicate);
    const EventRow kept = event(other_id);
    CHECK((kept.flags & kFlagIdConflict) != 0);
    CHECK(kept.state == EventState::done);
    CHECK(kept.outcome == EventOutcome::skipped);
    CHECK(reader->event_body(kept.seq)->body == "{\"a\":2}");

    const std::int64_t received = counters().received;
    CHECK(append(delivery("id-1", "{\"a\":2}", IdKind::signed_id)).status ==
          AppendStatus::duplicate);
    CHECK(counters().received == received);  // the same conflicting body is kept once

    REQUIRE(replay(other_id).ok);
    CHECK(event(other_id).state == EventState::received);
  }
}

TEST_CASE_METHOD(StoreFixture, "an unsigned id decides only together with the body",
                 "[store][dedupe]") {
  const auto first = append(delivery("id-1", "X"));
  CHECK(append(delivery("id-1", "X")).status == AppendStatus::duplicate);

  const auto reused = append(delivery("id-1", "Y"));
  CHECK(reused.status == AppendStatus::accepted);
  CHECK((reused.flags & kFlagIdReused) != 0);

  const auto replayed = append(delivery("id-2", "X"));
  CHECK(replayed.status == AppendStatus::accepted);
  CHECK((replayed.flags & kFlagPossibleReplay) != 0);

  const auto crossed = append(delivery("id-2", "Y"));
  CHECK(crossed.status == AppendStatus::accepted);

  // Every pair is known now, whatever way its parts crossed.
  CHECK(append(delivery("id-1", "X")).event_id == first.event_id);
  CHECK(append(delivery("id-1", "Y")).event_id == reused.event_id);
  CHECK(append(delivery("id-2", "X")).event_id == replayed.event_id);
  CHECK(append(delivery("id-2", "Y")).event_id == crossed.event_id);
  CHECK(counters().received == 4);
}

TEST_CASE_METHOD(StoreFixture, "body_unique makes a repeated body a duplicate", "[store][dedupe]") {
  append(delivery("id-1", "X"));
  Append again = delivery("id-2", "X");
  again.dedupe.body_unique = true;
  CHECK(append(again).status == AppendStatus::duplicate);
}

TEST_CASE_METHOD(StoreFixture, "without an id the signed bytes decide, within the window",
                 "[store][dedupe]") {
  Append first = delivery("", "X", IdKind::none);
  first.dedupe.window_ns = 900 * host::kNsPerSecond;
  CHECK(append(first).status == AppendStatus::accepted);
  CHECK(append(delivery("", "X", IdKind::none)).status == AppendStatus::duplicate);
  clock.advance(901 * host::kNsPerSecond);
  CHECK(append(delivery("", "X", IdKind::none)).status == AppendStatus::accepted);
}

TEST_CASE_METHOD(StoreFixture, "claims are per endpoint and survive a restart", "[store][dedupe]") {
  append(delivery("id-1", "X"));
  Append elsewhere = delivery("id-1", "X");
  elsewhere.endpoint = store->default_endpoint(kDefaultTenant, "jira").value();
  CHECK(append(elsewhere).status == AppendStatus::accepted);
  close();
  open();
  CHECK(append(delivery("id-1", "X")).status == AppendStatus::duplicate);
}

TEST_CASE_METHOD(StoreFixture, "duplicates are counted on the first event", "[store][dedupe]") {
  const auto first = append(delivery("id-1", "X"));
  for (int i = 0; i < 7; ++i) append(delivery("id-1", "X"));
  const EventRow row = event(first.event_id);
  CHECK(row.duplicates == 7);
  CHECK(row.duplicate_log_json.find("id-1") != std::string::npos);
  CHECK(std::count(row.duplicate_log_json.begin(), row.duplicate_log_json.end(), '[') ==
        6);  // last 5
  CHECK(counters().duplicates == 7);
}

TEST_CASE_METHOD(StoreFixture, "a duplicate revives a dead event once per ten minutes",
                 "[store][dedupe]") {
  const auto first = append(delivery("id-1", "X"));
  Settlement dead;
  dead.seq = first.seq;
  dead.state = EventState::dead;
  dead.error = "boom";
  REQUIRE(settle(dead).status == SettleStatus::committed);
  CHECK(counters().dead == 1);

  const auto revived = append(delivery("id-1", "X"));
  CHECK(revived.status == AppendStatus::revived);
  CHECK(revived.event_id == first.event_id);
  CHECK(event(first.event_id).state == EventState::received);
  CHECK(counters().dead == 0);

  settle(dead);
  CHECK(append(delivery("id-1", "X")).status == AppendStatus::duplicate);  // too soon
  clock.advance(601 * host::kNsPerSecond);
  CHECK(append(delivery("id-1", "X")).status == AppendStatus::revived);

  settle(dead);
  clock.advance(-3600 * host::kNsPerSecond);  // the sender need not wait until then again
  CHECK(append(delivery("id-1", "X")).status == AppendStatus::revived);
  settle(dead);
  CHECK(append(delivery("id-1", "X")).status == AppendStatus::duplicate);
}
