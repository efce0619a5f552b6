// Replays: what goes back to `received`, what is left alone, and what the audit says.
#include <algorithm>

#include "tests/support/catch.hpp"
#include "tests/unit/store/store_fixture.hpp"

using namespace test;  // NOLINT(google-build-using-namespace)

namespace {

struct Fixture : StoreFixture {
  AppendOutcome settled(const std::string& id, EventState state) {
    const AppendOutcome event = append(delivery(id, "{\"id\":\"" + id + "\"}"));
    Settlement settlement;
    settlement.seq = event.seq;
    settlement.endpoint = endpoint;
    settlement.agent_id = "webhook/github";
    settlement.state = state;
    settlement.raw_outcome = EventOutcome::skipped;
    settle(std::move(settlement));
    return event;
  }
  std::vector<EventSeq> replay_batch(std::vector<EventSeq> seqs,
                                     std::optional<AuditRecord> record = std::nullopt,
                                     TenantId tenant = kDefaultTenant) {
    std::promise<ReplayBatchOutcome> answer;
    store->replays().replay_batch(
        tenant, std::move(seqs), std::move(record),
        [&](ReplayBatchOutcome outcome) { answer.set_value(std::move(outcome)); });
    const ReplayBatchOutcome outcome = answer.get_future().get();
    REQUIRE(outcome.ok);
    std::vector<EventSeq> out;
    for (const ReplayedEvent& event : outcome.events) out.push_back(event.seq);
    return out;
  }
  AuditRecord record() {
    AuditRecord record;
    record.actor = "tester";
    record.action = "event.replay";
    return record;
  }
  std::size_t audited() {
    AuditFilter filter;
    filter.action = "event.replay";
    return reader->keys().list_audit(filter).rows.size();
  }
};

using Seqs = std::vector<EventSeq>;

}  // namespace

TEST_CASE_METHOD(Fixture, "a batch takes settled and retrying events, in the order given",
                 "[replay]") {
  const EventSeq done = settled("1", EventState::done).seq;
  const EventSeq dead = settled("2", EventState::dead).seq;
  const EventSeq retrying = settled("3", EventState::retrying).seq;
  const EventSeq waiting = append(delivery("4", "{}")).seq;
  CHECK(replay_batch({retrying, waiting, done, 999, dead}, record()) == Seqs{retrying, done, dead});
  for (const EventSeq seq : {done, dead, retrying}) {
    const auto row = reader->event_by_seq(seq);
    CHECK(row->state == EventState::received);
    CHECK((row->flags & kFlagReplay) != 0);
  }
  CHECK((reader->event_by_seq(waiting)->flags & kFlagReplay) == 0);
  const EventCounters now = counters();
  CHECK(now.done == 0);
  CHECK(now.dead == 0);
  CHECK(now.retrying == 0);
  CHECK(audited() == 1);
}

TEST_CASE_METHOD(Fixture, "another tenant's events stay as they are", "[replay]") {
  const AppendOutcome mine = settled("1", EventState::dead);
  CHECK(replay_batch({mine.seq}, std::nullopt, 2).empty());
  CHECK(reader->event_by_seq(mine.seq)->state == EventState::dead);
  CHECK(audited() == 0);
}

TEST_CASE_METHOD(Fixture, "a batch is bounded", "[replay]") {
  Seqs seqs;
  for (std::size_t i = 0; i < kReplayBatchMax + 10; ++i) {
    seqs.push_back(settled(std::to_string(i), EventState::dead).seq);
  }
  CHECK(replay_batch(seqs).size() == kReplayBatchMax);
}

TEST_CASE_METHOD(Fixture, "a direct event is not replayed", "[replay]") {
  DirectWrite write;
  write.source = "cli";
  write.event_id = host::make_event_id(clock.now_ns());
  write.event_type = "generic";
  write.body_digest = digest("{}");
  write.packed_body = pack_body("{}");
  write.received_at = clock.now_ns();
  write.write.entity_path = "notes";
  write.write.key = "k";
  write.write.value_json = "1";
  REQUIRE(direct(write).ok);
  CHECK(replay(write.event_id).error.code == "event_not_replayable");
  const EventSeq seq = event(write.event_id).seq;
  CHECK(replay_batch({seq}).empty());
  CHECK(event(write.event_id).state == EventState::done);
}
