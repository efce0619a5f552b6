// Agents' own writes, outcomes, what runs out, and how often an entry was read.
#include "tests/support/wait_until.hpp"
#include "tests/unit/store/entry_fixture.hpp"

using namespace test;  // NOLINT(google-build-using-namespace)

namespace {

constexpr std::chrono::seconds kPatience{15};  // the writer keeps house every two seconds
constexpr host::UnixNs kMinute = 60 * host::kNsPerSecond;

std::string name_of(const std::string& key) { return kPath + "/" + key; }

std::size_t found(Reader& reader, const std::string& text) {
  SearchQuery query;
  query.query = text;
  return reader.search(query).found.size();
}

}  // namespace

TEST_CASE_METHOD(EntryFixture, "an agent's write is always a version", "[store][entries]") {
  EntryWrite request;
  request.agent_id = "agent-1";
  request.write.entity_path = kPath;
  request.write.key = "note/1";
  request.write.value_json = "{\"a\":1}";
  request.write.shared = false;
  request.write.session_id = "sess-1";
  request.write.pattern_refs = {"p1"};
  const Entry entry = put(request);
  CHECK(entry.version == 1);
  CHECK(entry.current);
  CHECK_FALSE(entry.shared);
  CHECK(entry.session_id == "sess-1");
  CHECK(put(request).version == 2);  // equal, but said again
  CHECK(reader->find_reference(kDefaultTenant, "p1")->version == 2);
}

TEST_CASE_METHOD(EntryFixture, "an outcome makes a version that keeps all else",
                 "[store][outcomes]") {
  EntryWrite request;
  request.agent_id = "agent-1";
  request.write.entity_path = kPath;
  request.write.key = "k";
  request.write.value_json = "{\"text\":\"palimpsest\"}";
  request.write.shared = false;
  request.write.pattern_refs = {"p1"};
  request.write.summary = "about";
  request.write.session_id = "sess-1";
  const Entry before = put(request);

  const auto failed = outcome("critical_failure", {name_of("k"), name_of("unknown"), "k"});
  REQUIRE(failed.entries.size() == 1);
  const Entry& after = failed.entries[0];
  CHECK(after.version == 2);
  CHECK(after.confidence == 0.85);
  CHECK(after.outcomes.count == 1);
  CHECK(after.outcomes.failure == 1);
  CHECK(after.outcomes.success == 0);
  CHECK(after.outcomes.prior_confidence == 1.0);
  CHECK(after.outcomes.last == "critical_failure");
  CHECK(after.outcomes.last_at == clock.now_ns());
  CHECK_FALSE(after.shared);
  CHECK(after.value_json == before.value_json);
  CHECK(after.agent_id == "agent-1");
  CHECK(after.session_id == "sess-1");
  CHECK(after.summary == "about");
  CHECK(after.pattern_refs == before.pattern_refs);
  CHECK(reader->find_reference(kDefaultTenant, "p1")->id == after.id);
  CHECK(found(*reader, "palimpsest") == 1);
  CHECK(verify().valid == 2);
  CHECK_FALSE(history("k")[0].current);

  SECTION("success has a ceiling, and a plain write keeps what came of the key") {
    EntryWrite sure = request;
    sure.write.confidence = 0.9;
    put(sure);
    CHECK(outcome("success", {name_of("k")}).entries.at(0).confidence == 0.9 * 1.03);
    for (int i = 0; i < 5; ++i) outcome("clean_deploy", {name_of("k")});
    const auto now = current("k");
    CHECK(now->confidence == 1.0);
    CHECK(now->outcomes.count == 7);
    CHECK(now->outcomes.success == 6);
    CHECK(put(request).outcomes.count == 7);
  }
  SECTION("it is kept and found by its path") {
    OutcomeFilter filter;
    filter.entity_path = kPath;
    const auto outcomes = reader->outcomes().outcomes(filter);
    REQUIRE(outcomes.size() == 1);
    CHECK(outcomes[0].outcome_ref == "deploy-1");
    CHECK(outcomes[0].causal_entry_keys.size() == 3);
    CHECK(outcomes[0].affected == 1);
    filter.entity_path = "repos/acme";
    CHECK(reader->outcomes().outcomes(filter).empty());
    filter.entity_path.clear();
    filter.since = clock.now_ns() + 1;
    CHECK(reader->outcomes().outcomes(filter).empty());
    filter.since = 0;
    filter.tenant = 2;
    CHECK(reader->outcomes().outcomes(filter).empty());
  }
  SECTION("another tenant's outcome does not touch it") {
    CHECK(outcome("failure", {name_of("k")}, 2).entries.empty());
    CHECK(current("k")->version == 2);
  }
}

TEST_CASE_METHOD(EntryFixture, "outcomes reach keys with slashes and raw entries",
                 "[store][outcomes]") {
  put("notes/a/b", "1");
  CHECK(outcome("failure", {name_of("notes/a/b")}).entries.size() == 1);
  CHECK(current("notes/a/b")->confidence == 0.9);
  const std::string key = put_raw(R"({"zen":"Favor focus over features."})");
  const std::string value = current(key)->value_json;
  CHECK(outcome("minor_failure", {name_of(key)}).entries.size() == 1);
  CHECK(current(key)->value_json == value);
  CHECK(current(key)->confidence == 0.3 * 0.92);
  CHECK(found(*reader, "features") == 1);
  CHECK(verify().valid == 4);
}

TEST_CASE_METHOD(EntryFixture, "an outcome is no result of the event, nor what was read",
                 "[store][outcomes]") {
  const EventSeq seq = fresh_event();
  settle(settlement(seq, "pr-1", "1", kNoon));
  outcome("failure", {name_of("pr-1")});
  CHECK(reader->event_results(seq).size() == 1);

  Settlement next = settlement(fresh_event(), "pr-1", "2", kNoon);
  ReadExpectation read;
  read.entity_path = kPath;
  read.key = "pr-1";
  read.pending = seq;  // saw that event's write, not what the outcome made of it
  next.reads.push_back(read);
  CHECK(settle(next).status == SettleStatus::conflict);
}

TEST_CASE_METHOD(EntryFixture, "what has run out is never current", "[store][ttl]") {
  EntryWrite request;
  request.agent_id = "agent-1";
  request.write.entity_path = kPath;
  request.write.key = "k";
  request.write.value_json = "\"ephemeral\"";
  request.write.pattern_refs = {"p1"};
  request.write.ttl_at = clock.now_ns() + kMinute;
  put(request);
  CHECK(current("k"));
  clock.advance(kMinute);
  // Before any sweep could come:
  CHECK_FALSE(current("k"));
  CHECK_FALSE(reader->find_reference(kDefaultTenant, "p1"));
  CHECK(reader->list_current(kDefaultTenant, kPath, 10).empty());
  CHECK(found(*reader, "ephemeral") == 0);

  SECTION("the sweep makes it history, with the confidence it had") {
    REQUIRE(wait_until(
        [&] {
          return (history("k").at(0).flags & kEntryExpired) != 0 &&
                 reader->stats(kDefaultTenant).entries == 0;
        },
        kPatience));
    CHECK_FALSE(history("k")[0].current);
    CHECK(history("k")[0].confidence == 1.0);
    CHECK(put("k", "1").version == 2);
    CHECK(verify().valid == 2);
  }
  SECTION("an equal result of a connector is a version again, an older one too") {
    request.write.key = "pr-1";
    request.write.ttl_at = clock.now_ns() + kMinute;
    request.agent_id = "webhook/github";
    request.write.occurred_at = kNoon + kMinute;
    put(request);
    clock.advance(kMinute);
    Settlement again = settlement(fresh_event(), "pr-1", "\"ephemeral\"", kNoon);
    again.writes[0].pattern_refs = {"p1"};
    CHECK(settle(again).outcome == EventOutcome::written);
    CHECK(current("pr-1")->version == 2);
  }
  SECTION("a connector that saw nothing there may write") {
    Settlement next = settlement(fresh_event(), "k", "1", kNoon);
    ReadExpectation read;
    read.entity_path = kPath;
    read.key = "k";
    next.reads.push_back(read);
    CHECK(settle(next).status == SettleStatus::committed);
  }
}

TEST_CASE_METHOD(EntryFixture, "more than one sweep's worth runs out", "[store][ttl]") {
  const int count = 300;  // kExpiredPerSweep is 256
  for (int i = 0; i < count; ++i) {
    put("k-" + std::to_string(i), "1", "agent-1", clock.now_ns() + kMinute);
  }
  CHECK(reader->stats(kDefaultTenant).entries == count);
  clock.advance(2 * kMinute);
  CHECK(wait_until([&] { return reader->stats(kDefaultTenant).entries == 0; }, kPatience));
}

TEST_CASE_METHOD(EntryFixture, "reads by key are counted, a little later", "[store][recalls]") {
  const Entry entry = put("k", "1");
  CHECK(store->entries().recalled(entry) == 0);
  put("k", "2");  // the count goes to the key's current version
  REQUIRE(wait_until([&] { return current("k")->recall_count == 1; }, kPatience));
  CHECK(put("k", "3").recall_count == 1);
  // Entries that are gone, or never were, are no trouble.
  Entry nothing;
  nothing.id = 4711;
  store->entries().recalled(nothing);
  store->entries().recalled(*current("k"));
  CHECK(wait_until([&] { return current("k")->recall_count == 2; }, kPatience));
}
