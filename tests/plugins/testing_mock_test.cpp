// MockAMFS as an author uses it: load, deliver, look.
#include <amfs/connector.hpp>
#include <amfs/testing.hpp>

#include "tests/plugins/abi_harness.hpp"
#include "tests/plugins/testing_failure.hpp"
#include "tests/support/catch.hpp"

using namespace amfs;           // NOLINT(google-build-using-namespace): as authors write
using namespace amfs::testing;  // NOLINT(google-build-using-namespace)

namespace {

// The thread of the SDK's documentation, and one way out for each kind of failure.
class Threads : public ConnectorABC {
 public:
  Threads() {
    if (config()["channels"].exists() && !config()["channels"].is_array()) {
      throw ConfigError("config.channels must be a list");
    }
  }

  Results transform(const ConnectorEvent& event) override {
    const std::string_view type = event.event_type();
    if (type == "message") return thread(event);
    if (type == "note") return record_context("note", "a note").source("slack");
    if (type == "bot") return skip("a bot's own echo");
    if (type == "later") throw Retry("busy", std::chrono::seconds(7));
    if (type == "boom") throw std::runtime_error("boom");
    if (type == "bad key") return write(entity("C1"), "a/b", 1);
    if (type == "elsewhere") return write("other", "key", 1);
    if (type == "many") {
      Results results;
      for (int i = 0; i < 257; ++i) results.add(write(entity(), "n-" + std::to_string(i), i));
      return results;
    }
    if (type == "clock") return write(entity(), "clock", {{"now", to_unix_ns(now())}});
    if (type == "about") return about(event);
    if (type == "attempt" && event.attempt() < 2) throw Retry("again");
    if (type == "attempt") return write(entity(), "attempt", {{"n", event.attempt()}});
    if (type == "slow") return write(entity(), "slow", {{"cancelled", cancelled()}});
    if (type == "log") log().warning("careful", {{"state", "odd"}});
    return {};
  }

 private:
  Results thread(const ConnectorEvent& event) {
    const std::string channel = event.need("/channel");
    const std::string root = event.payload()["thread_ts"].str(event.need("/ts"));
    const std::string path = entity(channel);
    const auto before = read(path, "thread-" + root);
    Value value = before ? before->value : Value{{"channel", channel}};
    Value& message = value["messages"].upsert("ts", event.payload()["ts"]);
    message["text"] = event.payload()["text"];
    return write(path, "thread-" + root, std::move(value)).pattern_ref("slack:thread:" + root);
  }
  // Everything an event says about itself.
  Results about(const ConnectorEvent& event) const {
    return write(entity(), "about",
                 {{"id", event.delivery_id()},
                  {"header", event.header("x-team")},
                  {"query", event.query()},
                  {"connector", event.connector()},
                  {"method", event.method()},
                  {"replay", event.is_replay()},
                  {"test", event.is_test()},
                  {"form", event.is_form()},
                  {"signed", event.has_signed_id()},
                  {"reused", event.has_reused_id()},
                  {"region", env("AMFS_CONNECTOR_SLACK_REGION").value_or("unset")},
                  {"payload", event.payload()}});
  }
};

Event message(const char* ts, const char* text, const char* thread = "1.0") {
  return event("message", {{"channel", "C1"}, {"ts", ts}, {"thread_ts", thread}, {"text", text}});
}

struct Fixture {
  MockAMFS mock{"comms/slack", R"({"channels":["C1"]})"};
  MockAMFS::Connector connector = mock.name("slack").load<Threads>();
  Outcome deliver(const Event& event) { return mock.deliver(*connector, event); }
};

}  // namespace

TEST_CASE_METHOD(Fixture, "A written event is seen by the next one", "[mock]") {
  const Outcome first = deliver(message("1.0", "hello"));
  CHECK(first.status == "written");
  CHECK(first.reason.empty());
  CHECK(first.attempt == 1);
  REQUIRE(first.results.size() == 1);
  CHECK(first.results[0].entity_path() == "comms/slack/C1");
  CHECK(first.results[0].key() == "thread-1.0");
  CHECK(first.results[0].pattern_refs().at(0) == "slack:thread:1.0");
  CHECK(deliver(message("2.0", "world")).status == "written");
  CHECK(deliver(message("2.0", "world")).status == "unchanged");
  const auto thread = mock.read("comms/slack/C1", "thread-1.0");
  REQUIRE(thread);
  CHECK(thread->version == 2);
  CHECK(thread->agent_id == "webhook/slack");
  CHECK(thread->value.get("messages").size() == 2);
  CHECK(mock.writes().size() == 2);
  CHECK(mock.history("comms/slack/C1", "thread-1.0").at(0).current == false);
  CHECK_FALSE(mock.read("comms/slack/C1", "thread-9"));
}

TEST_CASE_METHOD(Fixture, "Notes, skips and events nobody knows", "[mock]") {
  CHECK(deliver(event("note", "{}")).status == "context");
  REQUIRE(mock.contexts().size() == 1);
  CHECK(mock.contexts()[0].label == "note");
  CHECK(mock.contexts()[0].source == "slack");
  const Outcome skipped = deliver(event("bot", "{}"));
  CHECK(skipped.status == "skipped");
  CHECK(skipped.reason == "a bot's own echo");
  CHECK(mock.writes().empty());
  const Outcome raw = deliver(event("team/joined", R"({"a":1})").with_id("d-1"));
  CHECK(raw.status == "raw");
  const auto entry = mock.read("comms/slack", "team_joined-" + raw.event_id);
  REQUIRE(entry);
  CHECK(entry->raw);
  CHECK(entry->value.get("payload").get("a").i64() == 1);
  CHECK(entry->value.get("delivery_id").str() == "d-1");
  const Outcome unmatched = deliver(event("message", "{}"));
  CHECK(unmatched.status == "raw");
  CHECK(unmatched.reason.find("/channel") != std::string::npos);
}

TEST_CASE_METHOD(Fixture, "Strict: what the host refuses fails the test", "[mock]") {
  CHECK(fails_with([&] { (void)(deliver(event("bad key", "{}"))); },
                   "a connector's key must not have a slash"));
  CHECK(fails_with([&] { (void)(deliver(event("elsewhere", "{}"))); }, "permissions.memory_write"));
  CHECK_THROWS_AS(deliver(event("elsewhere", "{}")), Refused);
  CHECK(mock.writes().empty());
  CHECK(fails_with([&] { (void)deliver(event("many", "{}")); }, "exceed the host's limits"));
  mock.lenient();
  CHECK(deliver(event("many", "{}")).status == "raw");
  CHECK(deliver(event("bad key", "{}")).status == "raw");
  CHECK(deliver(event("bad key", "{}")).results.size() == 1);
  mock.memory_write({"other"});
  CHECK(deliver(event("elsewhere", "{}")).status == "written");
}

TEST_CASE_METHOD(Fixture, "The clock moves when the test says so", "[mock]") {
  const auto seen = [&] {
    deliver(event("clock", "{}"));
    return mock.read("comms/slack", "clock")->value.get("now").i64();
  };
  const std::int64_t start = to_unix_ns(mock.now());
  CHECK(seen() == start);
  mock.advance(std::chrono::minutes(1));
  CHECK(seen() == start + 60'000'000'000);
  CHECK_THROWS_AS(mock.set_now(from_unix_ns(start)), Failure);
  mock.set_now(from_unix_ns(start + 90'000'000'000));
  deliver(event("about", "{}"));
  CHECK(mock.read("comms/slack", "about")->occurred_at == mock.now());
  CHECK(mock.read("comms/slack", "about")->written_at == mock.now());
}

TEST_CASE_METHOD(Fixture, "Retries come when they are due", "[mock]") {
  const Outcome later = deliver(event("later", "{}"));
  CHECK(later.status == "retry");
  CHECK(later.reason == "busy");
  CHECK(later.retry_at == mock.now() + std::chrono::seconds(7));
  CHECK(mock.run_due(*connector).empty());
  mock.advance(std::chrono::seconds(7));
  CHECK(mock.run_due(*connector).at(0).status == "retry");
  mock.advance(std::chrono::hours(1));
  const auto last = mock.run_due(*connector);
  REQUIRE(last.size() == 1);
  CHECK(last[0].status == "dead");
  CHECK(last[0].attempt == 3);
  mock.advance(std::chrono::hours(1));
  CHECK(mock.run_due(*connector).empty());

  CHECK(deliver(event("attempt", "{}")).status == "retry");
  mock.advance(std::chrono::hours(1));
  CHECK(mock.run_due(*connector).at(0).status == "written");
  CHECK(mock.read("comms/slack", "attempt")->value.get("n").i64() == 2);
  const Outcome boom = deliver(event("boom", "{}"));
  CHECK(boom.status == "retry");
  CHECK(boom.reason == "boom");
  CHECK(deliver(event("clock", "{}")).status == "written");  // a new instance serves it
}

TEST_CASE_METHOD(Fixture, "A replay is the same event again", "[mock]") {
  const Outcome first = deliver(message("1.0", "hello"));
  mock.advance(std::chrono::hours(1));
  const Outcome again = mock.replay(*connector, first.event_id);
  CHECK(again.status == "unchanged");
  CHECK(again.event_id == first.event_id);
  CHECK_THROWS_AS(mock.replay(*connector, "evt_unknown"), Failure);
}

TEST_CASE_METHOD(Fixture, "Late events are history, merges are not", "[mock]") {
  const Time noon = mock.now();
  deliver(event("about", R"({"n":1})").at(noon));
  deliver(event("about", R"({"n":0})").at(noon - std::chrono::minutes(1)));
  CHECK(mock.read("comms/slack", "about")->value.get("payload").get("n").i64() == 1);
  REQUIRE(mock.writes().size() == 2);
  CHECK(mock.writes()[1].late);
  deliver(message("2.0", "second").at(noon));
  deliver(message("1.0", "first").at(noon - std::chrono::minutes(1)));
  CHECK(mock.read("comms/slack/C1", "thread-1.0")->value.get("messages").size() == 2);
  CHECK(deliver(message("3.0", "x").at(noon + std::chrono::hours(1))).clock_suspect == true);
}

TEST_CASE_METHOD(Fixture, "Events carry what the host knows", "[mock]") {
  Event given = event("about", R"({"a":[1]})").with_id("d-9").with_header("X-Team", "T1");
  given.query = "x=1";
  given.is_test = given.has_signed_id = true;
  mock.env("AMFS_CONNECTOR_SLACK_REGION", "eu");
  connector = mock.load<Threads>();
  deliver(given);
  CHECK(mock.read("comms/slack", "about")->value == Value{{"id", "d-9"},
                                                          {"header", "T1"},
                                                          {"query", "x=1"},
                                                          {"connector", "slack"},
                                                          {"method", "POST"},
                                                          {"replay", false},
                                                          {"test", true},
                                                          {"form", false},
                                                          {"signed", true},
                                                          {"reused", false},
                                                          {"region", "eu"},
                                                          {"payload", {{"a", Value::array({1})}}}});
  Event form = event("about", "payload=%7B%22a%22%3A7%7D");
  form.content_type = "application/x-www-form-urlencoded";
  deliver(form);
  CHECK(mock.read("comms/slack", "about")->value.get("payload").get("a").i64() == 7);
  CHECK(mock.read("comms/slack", "about")->value.get("form").boolean());
}

TEST_CASE_METHOD(Fixture, "What the manifest says holds", "[mock]") {
  mock.event_types({"message", "no*"});
  CHECK(deliver(message("1.0", "hello")).status == "written");
  CHECK(deliver(event("note", "{}")).status == "context");
  const Outcome other = deliver(event("messages", "{}"));
  CHECK(other.status == "raw");
  CHECK(other.attempt == 0);
  CHECK(other.reason == "event type messages is not in the manifest's event_types");
  mock.memory_read(false);
  CHECK(deliver(message("1.0", "hello")).reason.find("permissions.memory_read") !=
        std::string::npos);
  mock.event_types({"*"}).cancel();
  deliver(event("slow", "{}"));
  CHECK(mock.read("comms/slack", "slow")->value.get("cancelled").boolean());
}

TEST_CASE_METHOD(Fixture, "A body that is no payload is a dead letter", "[mock]") {
  for (const char* body : {"", "{", "not json"}) {
    const Outcome dead = deliver(event("message", body));
    CHECK(dead.status == "dead");
    CHECK(dead.attempt == 0);
    CHECK(dead.reason.find("unparseable_body: ") == 0);
  }
  CHECK(mock.writes().empty());
}

TEST_CASE_METHOD(Fixture, "Others write to the same memory", "[mock]") {
  mock.remember("comms/slack/C1", "thread-1.0", {{"channel", "C1"}, {"pinned", true}});
  CHECK(deliver(message("1.0", "hello")).status == "written");
  CHECK(mock.read("comms/slack/C1", "thread-1.0")->value.get("pinned").boolean());
  CHECK(mock.history("comms/slack/C1", "thread-1.0").at(0).agent_id == "agent/test");
  CHECK_THROWS_AS(mock.remember("a//b", "k", 1), Failure);
}

TEST_CASE_METHOD(Fixture, "The log, and a fresh start", "[mock]") {
  deliver(event("log", "{}"));
  REQUIRE(mock.log().size() == 1);
  CHECK(mock.log()[0].level == AMFS_LOG_WARNING);
  CHECK(mock.log()[0].message == "careful");
  CHECK(mock.log()[0].fields.at(0).second == "odd");
  mock.advance(std::chrono::hours(1));
  const Time later = mock.now();
  mock.reset();
  CHECK(mock.log().empty());
  CHECK(mock.writes().empty());
  CHECK(mock.now() < later);
  CHECK(deliver(message("1.0", "hello")).status == "written");
}

TEST_CASE("A setup that cannot be says so", "[mock]") {
  CHECK_THROWS_AS(MockAMFS("comms//slack"), Failure);
  CHECK_THROWS_AS(MockAMFS("comms", "[]"), Failure);
  MockAMFS wrong("comms", R"({"channels":"C1"})");
  CHECK(fails_with([&] { (void)(wrong.load<Threads>()); }, "config.channels must be a list"));
}

TEST_CASE("A built library is loaded as the host loads it", "[mock]") {
  MockAMFS mock("echo");
  const std::string file = harness::test_connector_file("echo");
  auto connector = mock.load_library(file, "EchoConnector");
  CHECK(mock.deliver(*connector, event("x", R"({"project":"p","id":7})")).status == "written");
  CHECK(mock.read("echo/p", "event-7")->confidence == 0.7);
  CHECK(mock.load_library(file) != nullptr);
  auto bare = mock.load_library(harness::test_connector_file("no-exceptions"));
  CHECK(mock.deliver(*bare, event("x", R"({"project":"p","id":8})")).status == "written");
  CHECK(mock.deliver(*bare, event("x", R"({"id":8})")).status == "raw");
  CHECK(mock.deliver(*bare, event("retry", "{}")).retry_at == mock.now() + std::chrono::seconds(5));
  CHECK(fails_with([&] { (void)(mock.load_library(file, "Other")); }, "it has: EchoConnector"));
  CHECK_THROWS_AS(mock.load_library("/nowhere.so"), LoadFailed);
  CHECK(fails_with([&] { (void)(mock.load_library(harness::test_connector_file("no-entry"))); },
                   "AMFS_CONNECTOR(YourClass)"));
  CHECK(fails_with([&] { (void)(mock.load_library(harness::test_connector_file("wrong-abi"))); },
                   "another ABI"));
  MockAMFS broken("x", R"({"mode":"config_error"})");
  CHECK(fails_with([&] { (void)(broken.load_library(harness::test_connector_file("faulty"))); },
                   "config.mode"));
}
