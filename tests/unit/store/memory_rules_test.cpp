// Contract 2.3: versions, late events, equal results, merges, read expectations.
#include "tests/support/catch.hpp"
#include "tests/unit/store/store_fixture.hpp"

using namespace test;  // NOLINT(google-build-using-namespace)

namespace {
constexpr host::UnixNs kEarlier = kNoon - 60 * host::kNsPerSecond;
}  // namespace

TEST_CASE_METHOD(StoreFixture, "a write to an existing key supersedes it", "[store][memory]") {
  CHECK(write("pr-1", "{\"status\":\"open\"}", kEarlier).outcome == EventOutcome::written);
  CHECK(write("pr-1", "{\"status\":\"merged\"}", kNoon).outcome == EventOutcome::written);
  const auto now = current("pr-1");
  REQUIRE(now);
  CHECK(now->version == 2);
  CHECK(now->value_json == "{\"status\":\"merged\"}");
  const auto versions = history("pr-1");
  REQUIRE(versions.size() == 2);
  CHECK_FALSE(versions[0].current);
}

TEST_CASE_METHOD(StoreFixture, "an equal result makes no version", "[store][memory]") {
  write("pr-1", "{\"a\":1}", kEarlier);
  CHECK(write("pr-1", "{\"a\":1}", kNoon).outcome == EventOutcome::unchanged);
  CHECK(history("pr-1").size() == 1);
}

TEST_CASE_METHOD(StoreFixture, "an older write by the same agent is history only",
                 "[store][memory]") {
  write("pr-1", "\"new\"", kNoon);
  CHECK(write("pr-1", "\"old\"", kEarlier).outcome == EventOutcome::written);
  CHECK(current("pr-1")->value_json == "\"new\"");
  const auto versions = history("pr-1");
  REQUIRE(versions.size() == 2);
  CHECK(versions[1].version == 2);  // "current" is a flag, not the highest number
  CHECK((versions[1].flags & kEntryLate) != 0);

  SECTION("equal times: arrival wins") {
    write("pr-1", "\"newest\"", kNoon);
    CHECK(current("pr-1")->value_json == "\"newest\"");
    CHECK(current("pr-1")->version == 3);
  }
  SECTION("another agent's older write becomes current") {
    write("pr-1", "\"other\"", kEarlier, "webhook/jira");
    CHECK(current("pr-1")->value_json == "\"other\"");
  }
}

TEST_CASE_METHOD(StoreFixture, "a merge is never late and keeps the later time",
                 "[store][memory]") {
  write("thread", "[1]", kNoon);
  Settlement merge = settlement(fresh_event(), "thread", "[1,0]", kEarlier);
  merge.writes[0].merge = true;
  ReadExpectation read;
  read.entity_path = "repos/acme/shop";
  read.key = "thread";
  read.entry = current("thread")->id;
  merge.reads.push_back(read);
  CHECK(settle(merge).status == SettleStatus::committed);
  CHECK(current("thread")->value_json == "[1,0]");
  CHECK(current("thread")->occurred_at == kNoon);
}

TEST_CASE_METHOD(StoreFixture, "results bound to a changed read are not applied",
                 "[store][memory]") {
  write("thread", "[1]", kEarlier);
  ReadExpectation read;
  read.entity_path = "repos/acme/shop";
  read.key = "thread";
  read.entry = current("thread")->id;
  Settlement stale = settlement(fresh_event(), "thread", "[1,2]", kNoon);
  stale.reads.push_back(read);
  write("thread", "[1,9]", kNoon);

  CHECK(settle(stale).status == SettleStatus::conflict);
  CHECK(current("thread")->value_json == "[1,9]");
  CHECK(counters().done == 2);  // the stale one is still open

  SECTION("a read of nothing is also a read") {
    Settlement fresh = settlement(fresh_event(), "other", "1", kNoon);
    ReadExpectation none;
    none.entity_path = "repos/acme/shop";
    none.key = "thread";
    fresh.reads.push_back(none);
    CHECK(settle(fresh).status == SettleStatus::conflict);
  }
  SECTION("a pending write counts by its event") {
    const EventSeq first = fresh_event();
    const EventSeq second = fresh_event();
    Settlement chained = settlement(second, "chain", "[1,2]", kNoon);
    ReadExpectation pending;
    pending.entity_path = "repos/acme/shop";
    pending.key = "chain";
    pending.pending = first;
    chained.reads.push_back(pending);
    CHECK(settle(chained).status == SettleStatus::conflict);
    settle(settlement(first, "chain", "[1]", kNoon));
    CHECK(settle(chained).status == SettleStatus::committed);
  }
  SECTION("a pending write that made no version is still what was seen") {
    write("equal", "[1]", kEarlier);
    const EventSeq first = fresh_event();
    const Settlement repeat = settlement(first, "equal", "[1]", kNoon);
    Settlement chained = settlement(fresh_event(), "equal", "[1,2]", kNoon);
    ReadExpectation pending;
    pending.entity_path = "repos/acme/shop";
    pending.key = "equal";
    pending.pending = first;
    const MemoryWrite& seen = repeat.writes[0];
    pending.fingerprint =
        content_fingerprint(seen.value_json, seen.confidence, seen.memory_type, seen.pattern_refs);
    chained.reads.push_back(pending);
    CHECK(settle(repeat).outcome == EventOutcome::unchanged);

    SECTION("nobody wrote since") {
      CHECK(settle(chained).status == SettleStatus::committed);
      CHECK(current("equal")->value_json == "[1,2]");
    }
    SECTION("somebody did") {
      write("equal", "[9]", kNoon);
      CHECK(settle(chained).status == SettleStatus::conflict);
    }
  }
}

TEST_CASE_METHOD(StoreFixture, "an event is settled once", "[store][memory]") {
  const EventSeq seq = fresh_event();
  CHECK(settle(settlement(seq, "k", "1", kNoon)).status == SettleStatus::committed);
  CHECK(settle(settlement(seq, "k", "2", kNoon)).status == SettleStatus::stale);
  CHECK(current("k")->value_json == "1");
  CHECK(counters().done == 1);
}

TEST_CASE_METHOD(StoreFixture, "references follow the current version", "[store][memory]") {
  Settlement first = settlement(fresh_event(), "incident-1", "1", kEarlier);
  first.writes[0].pattern_refs = {"pagerduty:incident:Q3"};
  settle(first);
  CHECK(reader->find_reference(kDefaultTenant, "pagerduty:incident:Q3")->key == "incident-1");
  write("incident-1", "2", kNoon);  // without the ref
  CHECK_FALSE(reader->find_reference(kDefaultTenant, "pagerduty:incident:Q3"));
}

TEST_CASE_METHOD(StoreFixture, "a raw entry shows the event's body as its payload",
                 "[store][memory]") {
  const std::string body = "{\"big\":12345678901234567890,\"word\":\"zebra\"}";
  const auto accepted = append(delivery("raw-1", body));
  Settlement raw = settlement(accepted.seq, "issues.opened-x", "{\"reason\":\"none\"}", kNoon);
  raw.writes[0].flags = kEntryRaw;
  raw.writes[0].search_text = search_text(body);
  raw.raw_outcome = EventOutcome::raw;
  CHECK(settle(raw).outcome == EventOutcome::raw);
  CHECK(current("issues.opened-x")->value_json == "{\"reason\":\"none\",\"payload\":" + body + "}");

  const std::string large = "{\"pad\":\"" + std::string(40000, 'x') + "\"}";
  const auto second = append(delivery("raw-2", large));
  Settlement truncated = settlement(second.seq, "large", "{\"reason\":\"none\"}", kNoon);
  truncated.writes[0].flags = kEntryRaw;
  settle(truncated);
  CHECK(current("large")->value_json ==
        "{\"reason\":\"none\",\"payload\":null,\"truncated\":true}");
}
