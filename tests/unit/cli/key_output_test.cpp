// key create, list and revoke.
#include "tests/support/catch.hpp"
#include "tests/unit/cli/fake_host.hpp"
#include "tests/unit/cli/run_cli.hpp"

using namespace cli_test;
using host::http::json;

namespace {

constexpr char kMade[] =
    R"({"id":"key_1","name":"agent","key":"amfs_sk_secret","prefix":"amfs_sk_secr","tenant":"acme"})";

}  // namespace

TEST_CASE("key create prints the key alone on stdout") {
  const FakeHost host(json(200, kMade));
  const Cli cli(host.url());
  const Ran ran = cli.run({"key", "create", "--name", "agent", "--tenant", "acme", "--scope",
                           "ingest", "--scope", "read", "--expires", "30d", "--rate", "60"});
  CHECK(ran.code == 0);
  CHECK(ran.out == "amfs_sk_secret\n");
  CHECK(has(ran.err, "key_1 for tenant acme"));
  CHECK(has(ran.err, "next: amfs key list"));
  CHECK_FALSE(has(ran.err, "amfs_sk_secret"));
  CHECK(host.last().method == "POST");
  CHECK(host.last().target == "/api/v1/admin/api-keys");
  CHECK(host.last().header("Content-Type") == "application/json");
  CHECK(host.last().body ==
        R"({"name":"agent","scopes":["ingest","read"],"tenant":"acme","rate_limit_rpm":60,)"
        R"("expires_at":"2026-02-01T03:04:05Z"})");
  CHECK(cli.run({"key", "create", "--name", "agent", "--json"}).out == kMade);
  CHECK(host.last().body == R"({"name":"agent","scopes":["read","write"]})");
}

TEST_CASE("key create takes a time, and says what it does not take") {
  const FakeHost host(json(200, kMade));
  const Cli cli(host.url());
  CHECK(cli.run({"key", "create", "--name", "a", "--expires", "2027-01-31T00:00:00Z"}).code == 0);
  CHECK(has(host.last().body, R"("expires_at":"2027-01-31T00:00:00Z")"));
  const std::size_t asked = host.asked().size();
  const Ran soon = cli.run({"key", "create", "--name", "a", "--expires", "soon"});
  CHECK(soon.code == 2);
  CHECK(has(soon.err, "30d"));
  CHECK(cli.run({"key", "create", "--name", "a", "--scope", "root"}).code == 2);
  CHECK(cli.run({"key", "create"}).code == 2);
  CHECK(cli.run({"key", "create", "--name", "a", "--rate", "0"}).code == 2);
  CHECK(host.asked().size() == asked);
}

TEST_CASE("key list shows who may do what and until when") {
  const FakeHost host(json(
      200,
      R"({"keys":[{"id":"key_1","tenant":"acme","name":"a\u001b","prefix":"amfs_sk_12ab","active":true,)"
      R"("scopes":["read","write"],"lastUsed":"2026-01-01T00:00:00Z","expiresAt":null,"revokedAt":null},)"
      R"({"id":"key_2","tenant":"acme","name":"b","prefix":"amfs_sk_34cd","active":false,"scopes":["read"],)"
      R"("revokedAt":"2026-01-01T00:00:00Z"},)"
      R"({"id":"key_3","tenant":"acme","name":"c","prefix":"amfs_sk_56ef","active":false,"scopes":["read"]}],)"
      R"("next_cursor":null})"));
  const Ran ran = Cli(host.url()).run({"key", "list"});
  CHECK(ran.code == 0);
  CHECK(has(ran.out, "key_1  acme    a\\x1b  amfs_sk_12ab…  read,write  active   2026-01-01"));
  CHECK(has(ran.out, "key_2  acme    b      amfs_sk_34cd…  read        revoked\n"));
  CHECK(has(ran.out, "key_3  acme    c      amfs_sk_56ef…  read        expired\n"));

  const FakeHost empty(json(200, R"({"keys":[],"next_cursor":null})"));
  CHECK(has(Cli(empty.url()).run({"key", "list"}).out, "amfs key create"));
}

TEST_CASE("key revoke names the key, which cannot leave its place in the URL") {
  const FakeHost host(json(200, R"({"revoked":"key_1"})"));
  const Cli cli(host.url());
  const Ran ran = cli.run({"key", "revoke", "key_1"});
  CHECK(ran.code == 0);
  CHECK(ran.out == "revoked key_1\n");
  CHECK(host.last().method == "DELETE");
  CHECK(host.last().target == "/api/v1/admin/api-keys/key_1");
  cli.run({"key", "revoke", "../x?"});
  CHECK(host.last().target == "/api/v1/admin/api-keys/..%2Fx%3F");

  const FakeHost refusing(
      host::http::problem(404, "key_not_found", "no such API key; list the keys"));
  const Ran refused = Cli(refusing.url()).run({"key", "revoke", "key_9"});
  CHECK(refused.code == 1);
  CHECK(has(refused.err, "next: amfs key list"));
}
