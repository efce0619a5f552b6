// Parsing: exit codes, help, usage errors, and `serve` up to the host's door.
#include "tests/support/catch.hpp"
#include "tests/unit/cli/run_cli.hpp"

using namespace cli_test;

TEST_CASE("help and version exit with 0 and print to out") {
  const Cli cli;
  for (const auto& arguments : std::vector<std::vector<std::string>>{
           {"--help"}, {"serve", "--help"}, {"event", "send", "-h"}, {"--version"}}) {
    const Ran ran = cli.run(arguments);
    CHECK(ran.code == 0);
    CHECK_FALSE(ran.out.empty());
    CHECK(ran.err.empty());
  }
  CHECK(has(cli.run({"--version"}).out, "amfs "));
}

TEST_CASE("every command's help has examples, and --json where it reads") {
  const Cli cli;
  const std::vector<std::vector<std::string>> commands{{"connector", "list"},
                                                       {"event", "send"},
                                                       {"event", "trigger"},
                                                       {"event", "list"},
                                                       {"event", "show"},
                                                       {"event", "replay"},
                                                       {"entry", "get"},
                                                       {"entry", "list"},
                                                       {"entry", "history"},
                                                       {"search"},
                                                       {"stats"}};
  for (std::vector<std::string> command : commands) {
    std::string name = "amfs";
    for (const auto& word : command) name += ' ' + word;
    command.push_back("--help");
    const Ran ran = cli.run(command);
    INFO(name);
    CHECK(ran.code == 0);
    CHECK(has(ran.out, "Examples:\n  " + name));
    CHECK(has(ran.out, "--json"));
  }
  CHECK(has(cli.run({"serve", "--help"}).out, "Examples:\n  amfs serve --dev"));
  for (const std::string group : {"connector", "event", "endpoint", "entry", "context", "key"}) {
    INFO(group);
    const std::string help = cli.run({group, "--help"}).out;
    CHECK(has(help, "Examples:\n"));
    CHECK(has(help, "  amfs " + group + ' '));
  }
}

TEST_CASE("usage errors exit with 2 and name the help to read") {
  const Cli cli;
  const std::vector<std::pair<std::vector<std::string>, std::string>> cases{
      {{}, "see: amfs --help"},
      {{"event"}, "see: amfs event --help"},
      {{"event", "show"}, "see: amfs event show --help"},
      {{"event", "list", "--state", "lost"}, "see: amfs event list --help"},
      {{"event", "list", "--limit", "0"}, "see: amfs event list --help"},
      {{"search"}, "see: amfs search --help"},
      {{"stats", "--colour"}, "see: amfs stats --help"},
      {{"stream", "--since-id", "x"}, "range 0 to 9223372036854775807; see: amfs stream --help"},
      {{"entry", "list", "--offset", "-1"}, "range 0 to 2147483647; see: amfs entry list --help"},
      {{"serve", "--port", "70000"}, "see: amfs serve --help"},
      {{"serve", "--port", "-1"}, "see: amfs serve --help"}};
  for (const auto& [arguments, hint] : cases) {
    const Ran ran = cli.run(arguments);
    INFO(ran.err);
    CHECK(ran.code == 2);
    CHECK(ran.out.empty());
    CHECK(has(ran.err, hint));
    CHECK(ran.err.substr(0, 6) == "amfs: ");
  }
}

TEST_CASE("a mistyped command names the nearest") {
  const Cli cli;
  const Ran top = cli.run({"serach", "x"});
  CHECK(top.code == 2);
  CHECK(has(top.err, "unknown command \"serach\""));
  CHECK(has(top.err, "search"));
  CHECK(has(cli.run({"event", "tirgger"}).err, "did you mean \"trigger\""));
}

TEST_CASE("control characters in arguments do not reach the terminal") {
  const Ran ran = Cli().run({"\x1b[2J"});
  CHECK(ran.code == 2);
  CHECK_FALSE(has(ran.err, "\x1b"));
}

TEST_CASE("serve hands settings from the flags to the host and returns its exit code") {
  Cli cli;
  host::config::Settings seen;
  cli.serve = [&](host::config::Settings settings, const host::config::Environment& env) {
    seen = std::move(settings);
    CHECK(env("AMFS_DATA_DIR").has_value());
    return 7;
  };
  const Ran ran = cli.run({"serve", "--host", "0.0.0.0", "--port", "0", "--data", "/d", "--plugins",
                           "/p", "--allow-unauthenticated", "--dev"});
  CHECK(ran.code == 7);
  CHECK(seen.listen.host == "0.0.0.0");
  CHECK(seen.listen.port == 0);
  CHECK(seen.data_dir == "/d");
  CHECK(seen.plugins_dir == "/p");
  CHECK(seen.auth.allow_unauthenticated);
  CHECK(seen.dev);

  CHECK(cli.run({"serve"}).code == 7);
  CHECK(seen.listen.host == "127.0.0.1");
  CHECK(seen.listen.port == 8741);
  CHECK_FALSE(seen.dev);
  CHECK_FALSE(seen.auth.allow_unauthenticated);
}

TEST_CASE("serve reports a settings error and does not start") {
  Cli cli;
  bool started = false;
  cli.serve = [&](host::config::Settings, const host::config::Environment&) {
    started = true;
    return 0;
  };
  const std::string file = cli.home.write("amfs.yaml", "listen: {prot: 1}\n");
  const Ran wrong = cli.run({"serve", "--config", file});
  CHECK(wrong.code == 1);
  CHECK(has(wrong.err, file + ":1:"));
  CHECK(cli.run({"serve", "--config", "/no/such.yaml"}).code == 1);
  cli.env["AMFS_HTTP_PORT"] = "http";
  const Ran port = cli.run({"serve"});
  CHECK(port.code == 1);
  CHECK(has(port.err, "AMFS_HTTP_PORT"));
  CHECK_FALSE(started);
}
