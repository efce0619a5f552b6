// event list, show and replay.
#include "tests/support/catch.hpp"
#include "tests/unit/cli/fake_host.hpp"
#include "tests/unit/cli/run_cli.hpp"

using namespace cli_test;
using host::http::json;

TEST_CASE("event list passes every filter and shows the page") {
  const FakeHost host(json(
      200,
      R"({"events":[{"id":"evt_1","connector":"github","event_type":"push\u001b","state":"dead","outcome":null,)"
      R"("received_at":"2026-01-02T03:04:05Z","attempts":3,"duplicates":2,"error":"boom"}],"next_cursor":"41"})"));
  const Cli cli(host.url());
  const Ran ran = cli.run({"event", "list", "--connector", "github", "--type", "push", "--state",
                           "dead", "--since", "2026-01-01T00:00:00Z", "--until",
                           "2026-01-03T00:00:00Z", "--q", "a&b", "--limit", "1", "--cursor", "42"});
  CHECK(ran.code == 0);
  CHECK(host.last().target ==
        "/api/v1/events?connector=github&event_type=push&state=dead"
        "&since=2026-01-01T00%3A00%3A00Z&until=2026-01-03T00%3A00%3A00Z&q=a%26b&limit=1&cursor=42");
  CHECK(has(ran.out, "evt_1  github     push\\x1b  dead"));
  CHECK(has(ran.out, "boom"));
  CHECK(has(ran.out, "repeat with --cursor 41\n"));

  const FakeHost empty(json(200, R"({"events":[],"next_cursor":null})"));
  const Ran nothing = Cli(empty.url()).run({"event", "list"});
  CHECK(nothing.code == 0);
  CHECK(has(nothing.out, "no events"));
  CHECK(empty.last().target == "/api/v1/events");
}

TEST_CASE("event show prints facts, results, headers and payload") {
  const std::string body =
      R"({"id":"evt_1","connector":"github","event_type":"push","state":"done","outcome":"written",)"
      R"("flags":["id_reused"],"attempts":1,"payload":{"n":1.00,"t":"\u202e\u0007"},)"
      R"("headers":[["Content-Type","application/json"],["X-A","1\u0007"]],)"
      R"("results":[{"operation":"write","entity_path":"repos/acme/shop","key":"branch-main","version":4}]})";
  const FakeHost host(json(200, body));
  const Cli cli(host.url());
  const Ran ran = cli.run({"event", "show", "evt_1"});
  CHECK(ran.code == 0);
  CHECK(host.last().target == "/api/v1/events/evt_1");
  CHECK(has(ran.out, "outcome    written\n"));
  CHECK(has(ran.out, "flags      id_reused\n"));
  CHECK(has(ran.out, "write      repos/acme/shop  branch-main  4\n"));
  CHECK(has(ran.out, "\"n\": 1.00"));
  CHECK(has(ran.out, "Content-Type  application/json\nX-A           1\\x07\n"));
  CHECK_FALSE(has(ran.out, "\xe2\x80\xae"));
  CHECK(cli.run({"event", "show", "evt_1", "--json"}).out == body);
}

TEST_CASE("an id cannot leave its place in the URL") {
  const FakeHost host;
  CHECK(Cli(host.url()).run({"event", "show", "../admin?x=1#"}).code == 0);
  CHECK(host.last().target == "/api/v1/events/..%2Fadmin%3Fx%3D1%23");
}

TEST_CASE("event replay posts, and says what to look at") {
  const FakeHost host(json(202, R"({"status":"queued","event_id":"evt_1"})"));
  const Ran ran = Cli(host.url()).run({"event", "replay", "evt_1"});
  CHECK(ran.code == 0);
  CHECK(host.last().method == "POST");
  CHECK(host.last().target == "/api/v1/events/evt_1/replay");
  CHECK(host.last().header("Content-Type") == "application/json");
  CHECK(ran.out == "queued evt_1\nnext: amfs event show evt_1\n");
}
