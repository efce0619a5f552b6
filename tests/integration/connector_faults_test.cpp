// Connectors that misbehave: their events retry and die or go raw with a reason; the host, its
// intake and the other connectors do not notice.
#include "tests/integration/test_host.hpp"

using namespace integration;  // NOLINT(google-build-using-namespace)

namespace {

struct Fixture : TestHost {
  Fixture() : TestHost({"faulty", "echo"}) { start(); }

  Answer run(const std::string& mode) {
    return api().settled_event(
        accept("faulty", "{\"id\":\"" + mode + "\",\"mode\":\"" + mode + "\"}"));
  }
  // Another connector still works from intake to memory.
  void check_others() {
    const std::string body = R"({"project":"shop","id":")" + std::to_string(++counter_) + "\"}";
    CHECK(api().settled_event(accept("echo", body)).text("outcome") == "written");
    check_alive(*this);
  }

 private:
  int counter_ = 0;
};

}  // namespace

TEST_CASE_METHOD(Fixture, "exceptions of any kind end in a dead letter", "[faults]") {
  for (const char* mode : {"throw", "throw_int"}) {
    INFO(mode);
    const Answer event = run(mode);
    CHECK(event.text("state") == "dead");
    CHECK(event.at("/attempts").GetInt() == 3);
    CHECK(event.text("error").find(mode == std::string("throw")
                                       ? "thrown on request"
                                       : "exception") != std::string::npos);
    CHECK(event.at("/results").Size() == 0);
    check_others();
  }
}

TEST_CASE_METHOD(Fixture, "a retry asked for is a retry made", "[faults]") {
  const Answer event = run("retry");
  CHECK(event.text("state") == "dead");
  CHECK(event.at("/attempts").GetInt() == 3);
  CHECK(event.text("error").find("try again") != std::string::npos);
  check_others();
}

TEST_CASE_METHOD(Fixture, "results the host refuses leave the raw event and the reason",
                 "[faults]") {
  for (const char* mode : {"bad_path", "foreign_path", "bad_key"}) {
    INFO(mode);
    const Answer event = run(mode);
    CHECK(event.text("state") == "done");
    CHECK(event.text("outcome") == "raw");
    CHECK_FALSE(event.text("error").empty());
    REQUIRE(event.at("/results").Size() == 1);
    CHECK(event.at("/results/0/entity_path") == "faulty");
  }
  CHECK(api().get("/entries?entity_path=elsewhere").at("/total").GetInt() == 0);
  check_others();
}

TEST_CASE_METHOD(Fixture, "results beyond the limits write nothing of themselves", "[faults]") {
  for (const char* mode : {"huge_value", "many_results"}) {
    INFO(mode);
    const Answer event = run(mode);
    CHECK((event.text("outcome") == "raw" || event.text("state") == "dead"));
    CHECK_FALSE(event.text("error").empty());
  }
  CHECK(api().get("/entries?entity_path=faulty/things").at("/total").GetInt() == 0);
  check_others();
}

TEST_CASE_METHOD(Fixture, "a value too large is a refused result: raw, not a failure", "[faults]") {
  CHECK(run("huge_value").text("outcome") == "raw");  // contract 4: path, key, size, not allowed
}

TEST_CASE_METHOD(Fixture, "unmatched and empty are raw, skipped writes nothing", "[faults]") {
  const Answer unmatched = run("unmatched");
  CHECK(unmatched.text("outcome") == "raw");
  CHECK(unmatched.text("error").find("unmatched on request") != std::string::npos);
  CHECK(run("empty").text("outcome") == "raw");
  const Answer skipped = run("skip");
  CHECK(skipped.text("outcome") == "skipped");
  CHECK(skipped.at("/results").Size() == 0);
}

TEST_CASE_METHOD(Fixture, "a note is recorded as context", "[faults]") {
  const Answer event = run("context");
  CHECK(event.text("outcome") == "context");
  REQUIRE(event.at("/results").Size() == 1);
  CHECK(event.at("/results/0/operation") == "record_context");
}

TEST_CASE_METHOD(Fixture, "an event in back-off holds up nobody", "[faults]") {
  const std::string waiting = accept("faulty", R"({"id":"w","mode":"throw"})");
  const Answer next = run("ok");
  CHECK(next.text("outcome") == "written");
  CHECK(api().settled_event(waiting).text("state") == "dead");
}

TEST_CASE_METHOD(Fixture, "a duplicate revives a dead event once, replay does it always",
                 "[faults]") {
  const std::string body = R"({"id":"r","mode":"throw"})";
  const std::string id = accept("faulty", body, "d-1");
  api().settled_event(id);
  const Answer revived = deliver("faulty", body, signed_headers(body, "d-1"));
  CHECK(revived.text("status") == "duplicate");
  CHECK(revived.text("event_id") == id);
  REQUIRE(test::wait_until(
      [&] {
        const Answer event = api().get("/events/" + id);
        bool is_revived = false;
        for (const auto& flag : event.at("/flags").GetArray())
          is_revived = is_revived || flag == "revived";
        return is_revived && event.text("state") == "dead";
      },
      kSettlePatience));
  // A second one within ten minutes is only counted.
  deliver("faulty", body, signed_headers(body, "d-1"));
  CHECK(api().get("/events/" + id).text("state") == "dead");
  CHECK(api().get("/events/" + id).at("/duplicates").GetInt() == 2);

  const Answer replay = api().post("/events/" + id + "/replay", "");
  CHECK(replay.status == 202);
  CHECK(replay.text("status") == "queued");
  CHECK(replay.text("event_id") == id);
  const Answer again = api().settled_event(id);
  CHECK(again.text("state") == "dead");
  check_others();
}

TEST_CASE_METHOD(Fixture, "dead letters are listed with their reason", "[faults]") {
  const std::string id = run("throw").text("id");
  const Answer dead = api().get("/deadletters");
  REQUIRE(dead.at("/events").Size() == 1);
  CHECK(dead.at("/events/0/id") == id.c_str());
  CHECK(std::string(dead.at("/events/0/error").GetString()).find("thrown on request") !=
        std::string::npos);
  CHECK(api().event_count("dead") == 1);
}

TEST_CASE("an event type that is not listed is kept raw without the connector", "[faults]") {
  TestHost own({"faulty"});
  edit_file(manifest_file("faulty", own.plugins_dir()), "event_types: [\"*\"]",
            "event_types: [known.*]");
  own.start();
  // The mode would throw if transform saw it.
  const Answer other = own.api().settled_event(
      own.accept("faulty", R"({"event_type":"other","mode":"throw","id":"1"})"));
  CHECK(other.text("outcome") == "raw");
  CHECK(other.text("event_type") == "other");
  CHECK(other.text("error").find("event_types") != std::string::npos);
  const Answer known = own.api().settled_event(
      own.accept("faulty", R"({"event_type":"known.one","mode":"ok","id":"1"})"));
  CHECK(known.text("outcome") == "written");
}

TEST_CASE("a failed event succeeds on replay with a connector that can read it", "[faults]") {
  TestHost own({"faulty"});
  own.start();
  const std::string body = R"({"id":"later","mode":"throw"})";
  const std::string id = own.accept("faulty", body);
  CHECK(own.api().settled_event(id).text("state") == "dead");
  const Answer first = own.api().get("/events/" + id);
  own.stop();
  edit_file(manifest_file("faulty", own.plugins_dir()), "event_types: [\"*\"]",
            "event_types: [none]");
  own.start();
  own.api().post("/events/" + id + "/replay", "");
  const Answer replayed = own.api().event_in_state(id, "done");
  CHECK(replayed.text("outcome") == "raw");
  CHECK(replayed.text("received_at") == first.text("received_at"));
  CHECK(replayed.at("/payload/id") == "later");
}
