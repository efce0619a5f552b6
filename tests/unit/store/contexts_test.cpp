// Notes: recorded by agents and by connectors, listed by what they are about.
#include "tests/support/catch.hpp"
#include "tests/unit/store/store_fixture.hpp"

using namespace test;  // NOLINT(google-build-using-namespace)

namespace {

struct Fixture : StoreFixture {
  ContextId record(const std::string& label, const std::string& path = {},
                   const std::string& key = {}, TenantId tenant = kDefaultTenant,
                   const std::string& agent = "agent-1") {
    NewContext context;
    context.tenant = tenant;
    context.agent_id = agent;
    context.note = {label, "about " + label, "unit", path, key, clock.now_ns()};
    std::promise<ContextOutcome> answer;
    store->contexts().record(std::move(context),
                             [&](const ContextOutcome& outcome) { answer.set_value(outcome); });
    const ContextOutcome outcome = answer.get_future().get();
    REQUIRE(outcome.ok);
    return outcome.id;
  }
  std::string labels(ContextFilter filter) {
    std::string out;
    for (int page = 0; page < 100; ++page) {
      const ContextPage found = reader->contexts().list(filter);
      for (const Context& context : found.contexts) out += context.label + ' ';
      if (found.next == 0) return out;
      filter.before = found.next;
    }
    return "no end";
  }
  std::string about(const std::string& path) {
    ContextFilter filter;
    filter.entity_path = path;
    return labels(filter);
  }
};

}  // namespace

TEST_CASE_METHOD(Fixture, "a note is read back whole", "[contexts]") {
  const ContextId id = record("a", "repos/acme", "branch");
  const Context context = reader->contexts().list({}).contexts.at(0);
  CHECK(context.id == id);
  CHECK(context.label == "a");
  CHECK(context.summary == "about a");
  CHECK(context.source == "unit");
  CHECK(context.agent_id == "agent-1");
  CHECK(context.entity_path == "repos/acme");
  CHECK(context.key == "branch");
  CHECK(context.event_id.empty());
  CHECK(context.occurred_at == kNoon);
  CHECK(context.recorded_at == kNoon);
}

TEST_CASE_METHOD(Fixture, "about a path means it and below, not its neighbours", "[contexts]") {
  record("itself", "repos/acme");
  record("below", "repos/acme/shop/deep");
  record("neighbour", "repos/acme-two");
  record("dotted", "repos/acme.io/shop");
  record("above", "repos");
  record("nothing");
  CHECK(about("repos/acme") == "below itself ");
  CHECK(about("repos") == "above dotted neighbour below itself ");
  CHECK(about("repos/acm").empty());
  CHECK(about("") == "nothing above dotted neighbour below itself ");
  CHECK(reader->contexts().count(kDefaultTenant, "repos/acme") == 2);
  CHECK(reader->contexts().newest(kDefaultTenant, "repos", 2).at(1).label == "dotted");
}

TEST_CASE_METHOD(Fixture, "filters and pages", "[contexts]") {
  for (int i = 0; i < 7; ++i) record("n" + std::to_string(i), "a/b", i % 2 == 0 ? "even" : "odd");
  ContextFilter filter;
  filter.entity_path = "a";
  filter.key = "even";
  filter.limit = 2;
  CHECK(labels(filter) == "n6 n4 n2 n0 ");
  filter = {};
  filter.limit = 3;
  CHECK(labels(filter) == "n6 n5 n4 n3 n2 n1 n0 ");
  filter = {};
  filter.label = "n3";
  CHECK(labels(filter) == "n3 ");
  filter = {};
  filter.agent_id = "agent-2";
  CHECK(labels(filter).empty());
  filter = {};
  filter.since = kNoon + 1;
  CHECK(labels(filter).empty());
  filter = {};
  filter.until = kNoon;
  CHECK(labels(filter) == "n6 n5 n4 n3 n2 n1 n0 ");
}

TEST_CASE_METHOD(Fixture, "a tenant sees its own notes only", "[contexts]") {
  const ContextId mine = record("mine", "a");
  const ContextId theirs = record("theirs", "a", "", 2);
  CHECK(about("a") == "mine ");
  CHECK(about("") == "mine ");
  CHECK(reader->contexts().count(2, "a") == 1);
  CHECK(reader->contexts().exists(kDefaultTenant, mine));
  CHECK_FALSE(reader->contexts().exists(kDefaultTenant, theirs));
}

TEST_CASE_METHOD(Fixture, "many notes below a path still come in order", "[contexts]") {
  // More than are sorted for one page (kContextSortMax): the tenant's newest are walked instead.
  std::promise<void> last;
  constexpr int kMany = 5200;
  for (int i = 0; i < kMany; ++i) {
    NewContext context;
    context.note = {"n" + std::to_string(i), "s", "", i % 2 == 0 ? "busy/even" : "busy/odd", "", 1};
    store->contexts().record(std::move(context), [&last, i](const ContextOutcome& outcome) {
      if (i == kMany - 1 && outcome.ok) last.set_value();
    });
  }
  last.get_future().get();
  const auto newest = reader->contexts().newest(kDefaultTenant, "busy", 3);
  REQUIRE(newest.size() == 3);
  CHECK(newest[0].label == "n5199");
  CHECK(newest[2].label == "n5197");
  CHECK(reader->contexts().newest(kDefaultTenant, "busy/even", 1).at(0).label == "n5198");
  CHECK(reader->contexts().count(kDefaultTenant, "busy") == kMany);
}

TEST_CASE_METHOD(Fixture, "a connector's note carries its event and survives a replay once",
                 "[contexts]") {
  const AppendOutcome event = append(delivery("d-1", "{}"));
  const auto note = [&] {
    Settlement settlement;
    settlement.seq = event.seq;
    settlement.endpoint = endpoint;
    settlement.agent_id = "webhook/github";
    settlement.contexts.push_back({"seen", "s", "github", "repos/acme", "", kNoon});
    settlement.contexts.push_back({"other", "s", "github", "repos/acme", "", kNoon});
    return settle(std::move(settlement)).status;
  };
  CHECK(note() == SettleStatus::committed);
  CHECK(replay(event.event_id).ok);
  CHECK(note() == SettleStatus::committed);
  ContextFilter filter;
  filter.connector = "github";
  CHECK(labels(filter) == "other seen ");
  CHECK(reader->contexts().list(filter).contexts.at(0).event_id == event.event_id);
  filter.connector = "jira";
  CHECK(labels(filter).empty());
}
