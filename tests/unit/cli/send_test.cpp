// event send: where the value comes from, and what is posted.
#include "tests/support/catch.hpp"
#include "tests/unit/cli/fake_host.hpp"
#include "tests/unit/cli/run_cli.hpp"

using namespace cli_test;

namespace {

constexpr char kAnswer[] =
    R"({"status":"ok","entity_path":"ops/db","key":"last run","source":"cron","version":2,"event_id":"evt_1"})";

std::vector<std::string> send(std::vector<std::string> more) {
  std::vector<std::string> all{"event",  "send",   "--source", "cron",
                               "--path", "ops/db", "--key",    "last run"};
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

}  // namespace

TEST_CASE("event send posts the value as written") {
  const FakeHost host(host::http::json(200, kAnswer));
  const Ran ran = Cli(host.url())
                      .run(send({"--value", "[1.10, 12345678901234567890]", "--type", "backup",
                                 "--idempotency-key", "run \"7\"", "--confidence", "0.5",
                                 "--memory-type", "fact"}));
  CHECK(ran.code == 0);
  CHECK(host.last().method == "POST");
  CHECK(host.last().target == "/api/v1/events");
  CHECK(host.last().header("Content-Type") == "application/json");
  CHECK(
      host.last().body ==
      R"({"source":"cron","entity_path":"ops/db","key":"last run","value":[1.10, 12345678901234567890],)"
      R"("event_type":"backup","idempotency_key":"run \"7\"","confidence":0.5,"memory_type":"fact"})");
  CHECK(ran.out ==
        "written ops/db last run version 2 (evt_1)\nnext: amfs entry get ops/db 'last run'\n");
}

TEST_CASE("the value comes from a file or standard input as well") {
  const FakeHost host(host::http::json(200, kAnswer));
  Cli cli(host.url());
  CHECK(cli.run(send({"--value-file", cli.home.write("v.json", "{\"a\":1}\n")})).code == 0);
  CHECK(has(host.last().body, "{\"a\":1}"));
  cli.input = "\"from input\"\n";
  for (const char* option : {"--value", "--value-file"}) {
    CHECK(cli.run(send({option, "-"})).code == 0);
    CHECK(has(host.last().body, "\"value\":\"from input\""));
  }
  CHECK(cli.run(send({"--value", "-5"})).code == 0);
  CHECK(has(host.last().body, "\"value\":-5"));
}

TEST_CASE("a value that is no JSON, missing, doubled or too large never leaves") {
  const FakeHost host(host::http::json(200, kAnswer));
  Cli cli(host.url());
  const Ran text = cli.run(send({"--value", "hello"}));
  CHECK(text.code == 2);
  CHECK(has(text.err, "a text needs quotes"));
  CHECK(cli.run(send({})).code == 2);
  CHECK(cli.run(send({"--value", "1", "--value-file", "x"})).code == 2);
  CHECK(cli.run(send({"--value", "1,\"source\":\"forged\""})).code == 2);
  CHECK(cli.run(send({"--value", "1", "--confidence", "nan"})).code == 2);
  CHECK(cli.run(send({"--value", "1", "--confidence", "1.5"})).code == 2);
  CHECK(cli.run(send({"--value", "1", "--memory-type", "rumour"})).code == 2);
  CHECK(cli.run(send({"--value-file", "/no/such/file"})).code == 1);
  CHECK(cli.run(send({"--value-file", cli.home.path().string()})).code == 1);
  cli.input = '"' + std::string(std::size_t{1} << 20, 'x') + '"';
  const Ran large = cli.run(send({"--value", "-"}));
  CHECK(large.code == 1);
  CHECK(has(large.err, "larger than 1 MiB"));
  CHECK(host.asked().empty());
}
