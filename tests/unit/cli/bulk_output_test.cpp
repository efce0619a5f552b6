// Commands about many events at once: event replay by filter, event send --batch; and context list.
#include "tests/support/catch.hpp"
#include "tests/unit/cli/fake_host.hpp"
#include "tests/unit/cli/run_cli.hpp"

using namespace cli_test;
using host::http::json;

TEST_CASE("event replay by filter posts what it was told") {
  const FakeHost host(json(202, R"({"status":"queued","count":12,"complete":true})"));
  const Ran ran =
      Cli(host.url())
          .run({"event", "replay", "--filter", "connector=github", "--filter", "q=a=b", "--since",
                "2026-01-01T00:00:00Z", "--until", "2026-01-02T00:00:00Z", "--limit", "50"});
  CHECK(ran.code == 0);
  CHECK(host.last().method == "POST");
  CHECK(host.last().target == "/api/v1/events/replay");
  CHECK(host.last().body == R"({"connector":"github","q":"a=b","since":"2026-01-01T00:00:00Z",)"
                            R"("until":"2026-01-02T00:00:00Z","limit":50})");
  CHECK(ran.out == "queued 12 events\nnext: amfs stats\n");
}

TEST_CASE("event replay --dry-run only counts") {
  const std::string body = R"({"status":"dry_run","count":100000,"complete":false})";
  const FakeHost host(json(202, body));
  const Cli cli(host.url());
  const Ran ran = cli.run({"event", "replay", "--all", "--dry-run"});
  CHECK(host.last().body == R"({"all":true,"dry_run":true})");
  CHECK(has(ran.out, "100000 events would run again (the limit; there are more)"));
  CHECK(cli.run({"event", "replay", "--all", "--dry-run", "--json"}).out == body);
}

TEST_CASE("event replay asks for one clear wish") {
  const FakeHost host;
  const Cli cli(host.url());
  const std::vector<std::pair<std::vector<std::string>, const char*>> wrong = {
      {{}, "--filter state=dead"},
      {{"--dry-run"}, "--filter state=dead"},
      {{"evt_1", "--all"}, "an id goes with no filter"},
      {{"evt_1", "--filter", "state=dead"}, "an id goes with no filter"},
      {{"--all", "--filter", "state=dead"}, "--all goes with no filter"},
      {{"--filter", "conector=x"}, "connector"},
      {{"--filter", "state"}, "needs a value"},
      {{"--filter", "state="}, "needs a value"},
      {{"--all", "--limit", "0"}, "--limit"}};
  for (const auto& [arguments, expected] : wrong) {
    std::vector<std::string> all{"event", "replay"};
    all.insert(all.end(), arguments.begin(), arguments.end());
    const Ran ran = cli.run(all);
    INFO(ran.err);
    CHECK(ran.code == 2);
    CHECK(has(ran.err, expected));
    CHECK(has(ran.err, "amfs event replay --help"));
  }
}

TEST_CASE("event send --batch posts the lines as they are") {
  const FakeHost host(json(
      200,
      R"({"results":[{"status":"ok"},{"status":"error","code":"invalid_body","detail":"/key: is\u0007"}],)"
      R"("accepted":1,"failed":1})"));
  Cli cli(host.url());
  const std::string file = cli.home.write("e.ndjson", "{\"a\":1.00}\r\n\n  \n{\"b\":[2]}");
  const Ran ran = cli.run({"event", "send", "--batch", file});
  CHECK(host.last().target == "/api/v1/events/batch");
  CHECK(host.last().body == "{\"events\":[{\"a\":1.00}\r,{\"b\":[2]}]}");
  CHECK(ran.code == 1);
  CHECK(has(ran.out, "written 1, failed 1\n"));
  CHECK(has(ran.out, "2      invalid_body  /key: is\\x07"));
  cli.input = "{}\n";
  cli.run({"event", "send", "--batch", "-"});
  CHECK(host.last().body == "{\"events\":[{}]}");
}

TEST_CASE("event send --batch refuses what the host would") {
  const FakeHost host;
  Cli cli(host.url());
  cli.input = "{}\n{broken\n";
  const Ran broken = cli.run({"event", "send", "--batch", "-"});
  CHECK(broken.code == 2);
  CHECK(has(broken.err, "line 2 is not JSON"));
  cli.input = "\n\n";
  CHECK(has(cli.run({"event", "send", "--batch", "-"}).err, "no events"));
  cli.input.clear();
  for (int i = 0; i <= 1000; ++i) cli.input += "{}\n";
  CHECK(has(cli.run({"event", "send", "--batch", "-"}).err, "split the file"));
  CHECK(cli.run({"event", "send", "--batch", "-", "--key", "k"}).code == 2);
  CHECK(cli.run({"event", "send", "--batch", "/nowhere/file"}).code == 1);
  CHECK(has(cli.run({"event", "send", "--path", "p", "--key", "k", "--value", "1"}).err,
            "--source is required"));
}

TEST_CASE("context list passes every filter and shows the notes") {
  const FakeHost host(json(
      200,
      R"({"contexts":[{"id":"ctx_7","label":"asked\u001b","summary":"on call","source":"slack",)"
      R"("agent_id":"agent/7","entity_path":"incidents/db","key":null,"event_id":null,)"
      R"("recorded_at":"2026-01-02T03:04:05Z"}],"next_cursor":"ctx_7"})"));
  const Cli cli(host.url());
  const Ran ran = cli.run({"context",     "list",
                           "--entity",    "incidents",
                           "--key",       "k",
                           "--source",    "slack",
                           "--agent",     "agent/7",
                           "--connector", "c",
                           "--label",     "l",
                           "--since",     "2026-01-01T00:00:00Z",
                           "--until",     "2026-01-03T00:00:00Z",
                           "--limit",     "1",
                           "--cursor",    "ctx_9"});
  CHECK(ran.code == 0);
  CHECK(host.last().target ==
        "/api/v1/contexts?entity_path=incidents&key=k&source=slack&agent_id=agent%2F7&connector=c"
        "&label=l&since=2026-01-01T00%3A00%3A00Z&until=2026-01-03T00%3A00%3A00Z&limit=1"
        "&cursor=ctx_9");
  CHECK(has(ran.out, "2026-01-02T03:04:05Z  asked\\x1b  on call  incidents/db"));
  CHECK(has(ran.out, "repeat with --cursor ctx_7\n"));
  const FakeHost empty(json(200, R"({"contexts":[],"next_cursor":null})"));
  CHECK(Cli(empty.url()).run({"context", "list"}).out == "no notes here\n");
}
