// endpoint create, list, rotate and revoke.
#include "tests/support/catch.hpp"
#include "tests/unit/cli/fake_host.hpp"
#include "tests/unit/cli/run_cli.hpp"

using namespace cli_test;
using host::http::json;

namespace {

std::string made(const char* more) {
  return R"({"id":"ep_1","connector":"github","name":"prod","tenant":"acme",)" + std::string(more) +
         R"(,"url_path":"/api/v1/webhooks/github/amfs_ep_t","token":"amfs_ep_t"})";
}

}  // namespace

TEST_CASE("endpoint create prints the address alone on stdout") {
  const FakeHost host(json(200, made(R"("hasSecret":true,"state":"ready")")));
  const Cli cli(host.url());
  const TempDir folder;
  const std::string file = folder.write("secret", "the secret\n");
  const Ran ran = cli.run({"endpoint", "create", "github", "--name", "prod", "--tenant", "acme",
                           "--entity-prefix", "clients/acme", "--secret-file", file});
  CHECK(ran.code == 0);
  CHECK(ran.out == host.url() + "/api/v1/webhooks/github/amfs_ep_t\n");
  CHECK(has(ran.err, "ep_1 for tenant acme"));
  CHECK(has(ran.err, "set there the secret that you gave here"));
  CHECK(has(ran.err, "next: amfs endpoint list"));
  CHECK_FALSE(has(ran.err, "amfs_ep_t"));
  CHECK_FALSE(has(ran.err, "the secret\n"));
  CHECK(host.last().method == "POST");
  CHECK(host.last().target == "/api/v1/admin/endpoints");
  CHECK(host.last().body ==
        R"({"connector":"github","name":"prod","tenant":"acme","entity_prefix":"clients/acme",)"
        R"("secret":"the secret"})");
  CHECK(cli.run({"endpoint", "create", "github", "--json"}).out ==
        made(R"("hasSecret":true,"state":"ready")"));
  CHECK(host.last().body == R"({"connector":"github"})");
}

TEST_CASE("endpoint create says what is still to be done") {
  const FakeHost unsafe(json(200, made(R"("hasSecret":false,"state":"unconfigured")")));
  CHECK(has(Cli(unsafe.url()).run({"endpoint", "create", "github"}).err,
            "amfs endpoint rotate ep_1 --secret-stdin"));
  const FakeHost open(json(200, made(R"("hasSecret":false,"state":"ready")")));
  CHECK(has(Cli(open.url()).run({"endpoint", "create", "github"}).err, "needs no secret"));
}

TEST_CASE("a secret comes from a file or standard input, and there is one") {
  const FakeHost host(json(200, made(R"("hasSecret":true,"hasPreviousSecret":true)")));
  const Cli cli(host.url());
  const TempDir folder;
  const std::string file = folder.write("secret", "the secret\r\n");
  const Ran ran = cli.run({"endpoint", "rotate", "ep/1", "--secret-file", file});
  CHECK(ran.code == 0);
  CHECK(has(ran.out, "stays valid"));
  CHECK(host.last().target == "/api/v1/admin/endpoints/ep%2F1/rotate");
  CHECK(host.last().body == R"({"secret":"the secret"})");
  CHECK(cli.run({"endpoint", "rotate", "ep_1", "--drop-previous", "--secret-file", file}).code ==
        0);
  CHECK(host.last().body == R"({"secret":"the secret","keep_previous":false})");
  const std::size_t asked = host.asked().size();
  const std::string empty = folder.write("empty", "\n");
  CHECK(cli.run({"endpoint", "rotate", "ep_1"}).code == 2);
  CHECK(cli.run({"endpoint", "rotate", "ep_1", "--secret-file", empty}).code == 2);
  CHECK(cli.run({"endpoint", "rotate", "ep_1", "--secret-file", file, "--secret-stdin"}).code == 2);
  CHECK(cli.run({"endpoint", "create", "github", "--secret-file", "/nowhere"}).code != 0);
  CHECK(cli.run({"endpoint", "create"}).code == 2);
  CHECK(host.asked().size() == asked);
}

TEST_CASE("endpoint list and revoke") {
  const FakeHost host(json(
      200,
      R"({"endpoints":[{"id":"ep_1","tenant":"acme","connector":"github","name":"a\u001b","hasSecret":true,)"
      R"("hasPreviousSecret":true,"state":"ready","lastUsed":null,"reason":""}],"next_cursor":null})"));
  const Ran ran = Cli(host.url()).run({"endpoint", "list", "--connector", "github"});
  CHECK(ran.code == 0);
  CHECK(has(ran.out, "ep_1"));
  CHECK(has(ran.out, "two"));
  CHECK_FALSE(has(ran.out, "\x1b"));
  CHECK(host.last().target == "/api/v1/admin/endpoints?connector=github");
  const FakeHost none(json(200, R"({"endpoints":[],"next_cursor":null})"));
  CHECK(has(Cli(none.url()).run({"endpoint", "list"}).out, "amfs endpoint create"));
  const FakeHost gone(json(200, R"({"revoked":"ep_1"})"));
  CHECK(has(Cli(gone.url()).run({"endpoint", "revoke", "ep_1"}).out, "revoked ep_1"));
  CHECK(gone.last().method == "DELETE");
}
