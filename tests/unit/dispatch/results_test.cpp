// judge(): what becomes of a connector's answer. Good results are applied together, refused ones go
// raw with the reason, failures retry and then die.
#include "host/dispatch/results.hpp"

#include "host/base/text.hpp"
#include "host/identity/event_time.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/identity/plan_fixture.hpp"

using host::kNsPerMs;
using host::kNsPerSecond;
using host::connector::ConnectorResult;
using host::connector::TransformOutcome;
using host::connector::TransformStatus;
using host::dispatch::judge;
using host::store::EventOutcome;
using host::store::EventState;
using host::store::ReadExpectation;
using host::store::Settlement;

namespace {

constexpr host::UnixNs kNow = 1'779'796'800 * kNsPerSecond;

host::dispatch::Target target() {
  host::dispatch::Target out;
  out.connector = "sample";
  out.manifest = identity_test::manifest_of("retry: {attempts: 3, delay: 1s, max_delay: 10s}\n");
  out.writable_paths = {"base"};
  return out;
}

host::dispatch::ReadyEvent event() {
  host::dispatch::ReadyEvent out;
  out.seq = 9;
  out.endpoint = 3;
  out.id = "evt_9";
  out.event_type = "thing/made";
  out.delivery_id = "d-9";
  out.body = R"({"title":"a lamp"})";
  out.raw_path = "base/shop";
  out.received_at = kNow;
  out.occurred_at = kNow - 60 * kNsPerSecond;
  return out;
}

ConnectorResult written(const std::string& path = "base/shop", const std::string& key = "thing-1") {
  ConnectorResult result;
  result.entity_path = path;
  result.key = key;
  result.value_json = "{}";
  return result;
}

ConnectorResult noted(const std::string& label = "note") {
  ConnectorResult result;
  result.operation = 2;
  result.label = label;
  return result;
}

Settlement settle(TransformOutcome outcome, std::vector<ReadExpectation> reads = {},
                  int attempts = 0) {
  auto subject = event();
  subject.attempts = attempts;
  return judge(subject, target(), std::move(outcome), std::move(reads), kNow);
}

Settlement with(std::vector<ConnectorResult> results) {
  TransformOutcome outcome;
  outcome.status = TransformStatus::ok;
  outcome.results = std::move(results);
  return settle(std::move(outcome));
}

Settlement ended(TransformStatus status, const std::string& reason, int attempts = 0,
                 std::int64_t retry_after_ms = 0) {
  TransformOutcome outcome;
  outcome.status = status;
  outcome.reason = reason;
  outcome.retry_after_ms = retry_after_ms;
  return settle(std::move(outcome), {}, attempts);
}

// The reason a settlement went raw for; empty when it did not.
std::string raw_reason(const Settlement& settlement) {
  const bool is_raw = settlement.raw_outcome == EventOutcome::raw &&
                      settlement.writes.size() == 1 && settlement.contexts.empty() &&
                      (settlement.writes[0].flags & host::store::kEntryRaw) != 0;
  return is_raw ? settlement.error : "";
}

}  // namespace

TEST_CASE("a result becomes a write of the connector", "[dispatch][results]") {
  ConnectorResult result = written();
  result.confidence = 0.7;
  result.memory_type = 2;
  result.pattern_refs = {"shop:thing:1"};
  result.summary = "a lamp";
  result.ttl_at_unix_ns = kNow + 1;
  const Settlement settlement = with({result});
  CHECK(settlement.seq == 9);
  CHECK(settlement.endpoint == 3);
  CHECK(settlement.agent_id == "webhook/sample");
  CHECK(settlement.state == EventState::done);
  CHECK(settlement.attempts == 1);
  CHECK(settlement.error.empty());
  REQUIRE(settlement.writes.size() == 1);
  const auto& write = settlement.writes[0];
  CHECK(write.entity_path == "base/shop");
  CHECK(write.key == "thing-1");
  CHECK(write.confidence == 0.7);
  CHECK(write.memory_type == host::store::MemoryType::experience);
  CHECK(write.pattern_refs == std::vector<std::string>{"shop:thing:1"});
  CHECK(write.summary == "a lamp");
  CHECK(write.ttl_at == kNow + 1);
  CHECK(write.occurred_at == kNow - 60 * kNsPerSecond);
  CHECK(write.flags == 0);
}

TEST_CASE("a result's own time counts, if it can be believed", "[dispatch][results]") {
  ConnectorResult result = written();
  result.occurred_unix_ns = 5 * kNsPerSecond;
  CHECK(with({result}).writes[0].occurred_at == 5 * kNsPerSecond);
  result.occurred_unix_ns = kNow + host::identity::kClockTolerance + 1;
  const Settlement suspect = with({result});
  CHECK(suspect.writes[0].occurred_at == kNow);
  CHECK((suspect.add_flags & host::store::kFlagClockSuspect) != 0);
}

TEST_CASE("a note becomes a context", "[dispatch][results]") {
  ConnectorResult note = noted("deleted");
  note.summary = "Event 1 deleted";
  note.source = "shop";
  const Settlement settlement = with({note});
  CHECK(settlement.writes.empty());
  REQUIRE(settlement.contexts.size() == 1);
  CHECK(settlement.contexts[0].label == "deleted");
  CHECK(settlement.contexts[0].summary == "Event 1 deleted");
  CHECK(settlement.contexts[0].source == "shop");
}

TEST_CASE("no result is kept raw, with what is needed to find it again", "[dispatch][results]") {
  const Settlement settlement = with({});
  CHECK_FALSE(raw_reason(settlement).empty());
  const auto& write = settlement.writes[0];
  CHECK(write.entity_path == "base/shop");
  CHECK(write.key == "thing_made-evt_9");
  CHECK(write.confidence == 0.3);
  CHECK(write.memory_type == host::store::MemoryType::experience);
  CHECK(write.value_json ==
        R"({"event_type":"thing/made","event_id":"evt_9","delivery_id":"d-9","reason":")" +
            settlement.error + "\"}");
  CHECK(write.search_text.find("lamp") != std::string::npos);
}

TEST_CASE("unmatched is raw with the connector's reason", "[dispatch][results]") {
  CHECK(raw_reason(ended(TransformStatus::unmatched, "no /id")) == "no /id");
}

TEST_CASE("skipped writes nothing and says why", "[dispatch][results]") {
  const Settlement settlement = ended(TransformStatus::skip, "a bot's own echo");
  CHECK(settlement.state == EventState::done);
  CHECK(settlement.raw_outcome == EventOutcome::skipped);
  CHECK(settlement.writes.empty());
  CHECK(settlement.error == "a bot's own echo");
}

TEST_CASE("a refused result takes the others with it", "[dispatch][results]") {
  const Settlement settlement = with({written(), written("elsewhere"), noted()});
  CHECK(raw_reason(settlement).find("memory_write") != std::string::npos);
}

TEST_CASE("paths outside the permitted ones are refused", "[dispatch][results]") {
  for (const char* path : {"elsewhere", "baseless", "Base", "base/../elsewhere", "/base", "base/",
                           "base//x", "", "base/./x", "base/a\nb", "base/a\\b", " base"}) {
    INFO(path);
    CHECK_FALSE(raw_reason(with({written(path)})).empty());
  }
  CHECK(raw_reason(with({written("base")})).empty());
  CHECK(raw_reason(with({written("base/deep/er")})).empty());
  CHECK_FALSE(raw_reason(with({written("base/" + std::string(512, 'x'))})).empty());
}

TEST_CASE("an endpoint's prefix and tenant are where its results go", "[dispatch][results]") {
  auto subject = event();
  subject.scope = std::make_shared<const host::dispatch::EndpointScope>(
      host::dispatch::EndpointScope{3, 7, "ep_1", "clients/acme"});
  auto moved_target = target();
  moved_target.entity_path = "base";
  const auto judged = [&](std::vector<ConnectorResult> results) {
    TransformOutcome outcome;
    outcome.status = TransformStatus::ok;
    outcome.results = std::move(results);
    return judge(subject, moved_target, std::move(outcome), {}, kNow);
  };
  auto about = noted();
  about.entity_path = "base/shop";
  const Settlement settlement = judged({written(), about});
  CHECK(settlement.tenant == 7);
  REQUIRE(settlement.writes.size() == 1);
  CHECK(settlement.writes[0].entity_path == "clients/acme/shop");
  REQUIRE(settlement.contexts.size() == 1);
  CHECK(settlement.contexts[0].about_path == "clients/acme/shop");
  // Nothing usable: the raw entry moves too. The prefix itself is not the connector's to name.
  const Settlement raw = judged({written("clients/acme/shop")});
  CHECK(raw.raw_outcome == EventOutcome::raw);
  CHECK(raw.writes[0].entity_path == "clients/acme/shop");
  CHECK(raw.writes[0].key.find("evt_9") != std::string::npos);
}

TEST_CASE("keys with slashes, without text or too long are refused", "[dispatch][results]") {
  for (const std::string& key : {std::string(), std::string("a/b"), std::string("a\nb"),
                                 std::string(257, 'k'), std::string("\xFF")}) {
    CHECK_FALSE(raw_reason(with({written("base", key)})).empty());
  }
}

TEST_CASE("numbers out of range are refused", "[dispatch][results]") {
  for (const double confidence : {-0.01, 1.01, std::numeric_limits<double>::quiet_NaN(),
                                  std::numeric_limits<double>::infinity()}) {
    ConnectorResult result = written();
    result.confidence = confidence;
    CHECK_FALSE(raw_reason(with({result})).empty());
  }
  ConnectorResult result = written();
  result.memory_type = 3;
  CHECK_FALSE(raw_reason(with({result})).empty());
}

TEST_CASE("a note needs a label and is bounded", "[dispatch][results]") {
  CHECK_FALSE(raw_reason(with({noted("")})).empty());
  CHECK_FALSE(raw_reason(with({noted(std::string(4097, 'l'))})).empty());
}

TEST_CASE("failures retry with growing waits, then the event is dead", "[dispatch][results]") {
  const Settlement first = ended(TransformStatus::failed, "boom", 0);
  CHECK(first.state == EventState::retrying);
  CHECK(first.attempts == 1);
  CHECK(first.error == "boom");
  CHECK(first.next_attempt_at >= kNow + kNsPerSecond);
  CHECK(first.next_attempt_at <= kNow + 1100 * kNsPerMs);
  const Settlement second = ended(TransformStatus::failed, "boom", 1);
  CHECK(second.next_attempt_at >= kNow + 2 * kNsPerSecond);
  const Settlement third = ended(TransformStatus::failed, "boom", 2);
  CHECK(third.state == EventState::dead);
  CHECK(third.attempts == 3);
  CHECK(third.next_attempt_at == 0);
  CHECK(third.writes.empty());
}

TEST_CASE("a connector that asks for a retry gets the time it asked for", "[dispatch][results]") {
  const Settlement settlement = ended(TransformStatus::retry, "busy", 0, 4000);
  CHECK(settlement.state == EventState::retrying);
  CHECK(settlement.next_attempt_at >= kNow + 4 * kNsPerSecond);
}

TEST_CASE("no wait a connector asks for goes beyond the manifest's", "[dispatch][results]") {
  constexpr std::int64_t kYearMs = 365LL * 86'400'000;
  const Settlement settlement = ended(TransformStatus::retry, "busy", 0, kYearMs);
  CHECK(settlement.state == EventState::retrying);
  CHECK(settlement.next_attempt_at >= kNow + 10 * kNsPerSecond);
  CHECK(settlement.next_attempt_at <= kNow + 11 * kNsPerSecond);
}

TEST_CASE("error texts are bounded and cut at a character", "[dispatch][results]") {
  const Settlement settlement = ended(TransformStatus::failed, std::string(1023, 'e') + "\xC3\xA9");
  CHECK(settlement.error == std::string(1023, 'e'));
  CHECK_FALSE(ended(TransformStatus::failed, "").error.empty());
}

TEST_CASE("a key that was read first is a merge", "[dispatch][results]") {
  ReadExpectation read;
  read.entity_path = "base/shop";
  read.key = "thing-1";
  TransformOutcome outcome;
  outcome.status = TransformStatus::ok;
  outcome.results = {written(), written("base/shop", "thing-2")};
  const Settlement settlement = settle(outcome, {read});
  CHECK(settlement.writes[0].merge);
  CHECK_FALSE(settlement.writes[1].merge);
  CHECK(settlement.reads.size() == 1);
}

TEST_CASE("a failed run is bound to nothing it read", "[dispatch][results]") {
  TransformOutcome outcome;
  outcome.status = TransformStatus::failed;
  CHECK(settle(outcome, {ReadExpectation{}}).reads.empty());
}
