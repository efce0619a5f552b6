// Which key a command sends, and what it says when that one does not do.
#include "host/cli/api_key.hpp"

#include "tests/support/catch.hpp"
#include "tests/unit/cli/fake_host.hpp"
#include "tests/unit/cli/run_cli.hpp"

using namespace cli_test;

namespace {

std::string sent_key(const FakeHost& host) { return host.last().header("X-AMFS-API-Key"); }

}  // namespace

TEST_CASE("the key: file, then environment, then admin.key, then none") {
  const FakeHost host;
  Cli cli(host.url());
  CHECK(cli.run({"stats"}).code == 0);
  CHECK(host.last().headers.count("X-AMFS-API-Key") == 0);

  cli.home.write("data/admin.key", "amfs_sk_admin_of_default\n");
  CHECK(cli.run({"stats"}).code == 0);
  CHECK(sent_key(host) == "amfs_sk_admin_of_default");

  cli.home.write("other/admin.key", "amfs_sk_admin_of_other\n");
  CHECK(cli.run({"stats", "--data", (cli.home.path() / "other").string()}).code == 0);
  CHECK(sent_key(host) == "amfs_sk_admin_of_other");

  cli.env["AMFS_API_KEY"] = "amfs_sk_env";
  CHECK(cli.run({"stats", "--data", (cli.home.path() / "other").string()}).code == 0);
  CHECK(sent_key(host) == "amfs_sk_env");

  const std::string file = cli.home.write("key", "amfs_sk_file\r\n");
  CHECK(cli.run({"stats", "--api-key-file", file}).code == 0);
  CHECK(sent_key(host) == "amfs_sk_file");
}

TEST_CASE("without AMFS_DATA_DIR admin.key is where the host puts it") {
  const FakeHost host;
  Cli cli(host.url());
  cli.env.erase("AMFS_DATA_DIR");
  cli.env["HOME"] = cli.home.path().string();
  cli.home.write(".local/state/amfs/admin.key", "amfs_sk_home\n");
  CHECK(cli.run({"stats"}).code == 0);
  CHECK(sent_key(host) == "amfs_sk_home");
  cli.env.erase("HOME");
  CHECK(cli.run({"stats"}).code == 0);  // nowhere to look is no failure by itself
  CHECK(host.last().headers.count("X-AMFS-API-Key") == 0);
}

TEST_CASE("a key that was named must be usable") {
  const FakeHost host;
  Cli cli(host.url());
  const Ran missing = cli.run({"stats", "--api-key-file", "/no/such/key"});
  CHECK(missing.code == 1);
  CHECK(has(missing.err, "/no/such/key"));
  const std::vector<std::string> unusable{
      "", "\n", "two words", "amfs\r\nX-Evil: 1", "k\xc3\xa9y", std::string(600, 'k')};
  for (const std::string& text : unusable) {
    CHECK(cli.run({"stats", "--api-key-file", cli.home.write("key", text)}).code == 1);
  }
  cli.env["AMFS_API_KEY"] = "evil\r\nX-Evil: 1";
  const Ran split = cli.run({"stats"});
  CHECK(split.code == 1);
  CHECK(has(split.err, "AMFS_API_KEY holds no API key"));
  CHECK_FALSE(has(split.err, "X-Evil"));  // a key is never echoed
  CHECK(host.asked().empty());
}

TEST_CASE("admin.key only goes to this machine") {
  Cli cli;
  cli.home.write("data/admin.key", "amfs_sk_admin_of_default\n");
  const auto lookup = [&](std::string_view name) -> std::optional<std::string> {
    const auto found = cli.env.find(name);
    return found == cli.env.end() ? std::nullopt : std::optional(found->second);
  };
  const auto key_for = [&](const char* url) {
    auto key = host::cli::find_api_key({}, *host::cli::parse_server_url(url), lookup);
    REQUIRE(key.has_value());
    return std::string(key->key.reveal());
  };
  CHECK(key_for("http://127.0.0.1:1") == "amfs_sk_admin_of_default");
  CHECK(key_for("http://localhost:1") == "amfs_sk_admin_of_default");
  CHECK(key_for("http://[::1]:1") == "amfs_sk_admin_of_default");
  CHECK(key_for("http://memory.example:1").empty());
  CHECK(key_for("http://127.0.0.1.example:1").empty());
  cli.env["AMFS_API_KEY"] = "amfs_sk_named";
  CHECK(key_for("http://memory.example:1") == "amfs_sk_named");
}

TEST_CASE("a refused key: the message says which one, and how to pass another") {
  const FakeHost host(host::http::problem(401, "api_key_missing", "an API key is needed"));
  Cli cli(host.url());
  const Ran none = cli.run({"event", "replay", "evt_1"});
  CHECK(none.code == 1);
  CHECK(has(none.err, "there is no " + cli.env["AMFS_DATA_DIR"] + "/admin.key"));
  CHECK(has(none.err, "--api-key-file FILE"));
  cli.env["AMFS_API_KEY"] = "amfs_sk_wrong";
  const Ran wrong = cli.run({"event", "replay", "evt_1"});
  CHECK(has(wrong.err, "the key from AMFS_API_KEY was refused"));
  CHECK_FALSE(has(wrong.err, "amfs_sk_wrong"));
}
