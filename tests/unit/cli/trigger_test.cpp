// event trigger: finding the sample, the secret and the signature.
#include <set>

#include "tests/support/catch.hpp"
#include "tests/unit/cli/trigger_fixture.hpp"

using namespace cli_test;
using host::crypto::HmacAlgorithm;

TEST_CASE("a sample is delivered as its sender would") {
  const TriggerSetup setup;
  const Ran ran = setup.cli.run({"event", "trigger", "github", "push"});
  INFO(ran.err);
  REQUIRE(ran.code == 0);
  const Asked asked = setup.host.last();
  CHECK(asked.method == "POST");
  CHECK(asked.target == "/api/v1/webhooks/github");
  CHECK(asked.body == R"({"ref":"refs/heads/main","n":1})");
  CHECK(asked.header("X-GitHub-Event") == "push");
  CHECK(asked.header("Content-Type") == "application/json");
  CHECK(asked.header("X-Hub-Signature-256") ==
        "sha256=" + hmac_hex(HmacAlgorithm::sha256, "It's a Secret", asked.body));
  CHECK(ran.out == "accepted evt_1 push\nnext: amfs event show evt_1\n");
}

TEST_CASE("every delivery has a fresh id, unless one is given") {
  const TriggerSetup setup;
  std::set<std::string> ids;
  for (int i = 0; i < 20; ++i) {
    REQUIRE(setup.cli.run({"event", "trigger", "github", "push"}).code == 0);
    const std::string id = setup.host.last().header("X-GitHub-Delivery");
    REQUIRE(id.size() == 36);
    CHECK(id[14] == '4');
    CHECK(std::string("89ab").find(id[19]) != std::string::npos);
    ids.insert(id);
  }
  CHECK(ids.size() == 20);
  CHECK(setup.cli.run({"event", "trigger", "github", "push", "--id", "mine-1"}).code == 0);
  CHECK(setup.host.last().header("X-GitHub-Delivery") == "mine-1");
  CHECK(setup.cli.run({"event", "trigger", "github", "push", "--id", "a\r\nX: y"}).code == 2);
}

TEST_CASE("--set changes the body before it is signed") {
  const TriggerSetup setup;
  const Ran ran = setup.cli.run({"event", "trigger", "--set", "/n=2", "--set", "/ref=a=b", "--set",
                                 "/deep/0/x=[true,\"y\"]", "github", "push"});
  INFO(ran.err);
  REQUIRE(ran.code == 0);
  const Asked asked = setup.host.last();
  CHECK(asked.body == R"({"ref":"a=b","n":2,"deep":[{"x":[true,"y"]}]})");
  CHECK(has(asked.header("X-Hub-Signature-256"),
            hmac_hex(HmacAlgorithm::sha256, "It's a Secret", asked.body)));
  for (const char* bad : {"n=2", "/n", "=1", "/~2=1", "/list/99999999=1"}) {
    INFO(bad);
    CHECK(setup.cli.run({"event", "trigger", "github", "push", "--set", bad}).code == 2);
  }
}

TEST_CASE("the secret: environment, then dev.env, never none") {
  TriggerSetup setup;
  setup.cli.home.write("data/dev.env",
                       "AMFS_CONNECTOR_GITHUB_SECRET_PREVIOUS=old\n"
                       "AMFS_CONNECTOR_GITHUB_SECRET=from=dev\r\n");
  const auto signed_with = [&](const std::string& secret) {
    const Ran ran = setup.cli.run({"event", "trigger", "github", "push"});
    INFO(ran.err);
    REQUIRE(ran.code == 0);
    const Asked asked = setup.host.last();
    CHECK(asked.header("X-Hub-Signature-256") ==
          "sha256=" + hmac_hex(HmacAlgorithm::sha256, secret, asked.body));
  };
  signed_with("It's a Secret");
  setup.cli.env["AMFS_CONNECTOR_GITHUB_SECRET"] = "";  // empty counts as missing
  signed_with("from=dev");
  setup.cli.env["AMFS_CONNECTOR_GITHUB_SECRET_FILE"] = setup.cli.home.write("s", "from file\n");
  signed_with("from file");
  setup.cli.env.erase("AMFS_CONNECTOR_GITHUB_SECRET_FILE");

  setup.cli.home.write("data/dev.env", "AMFS_CONNECTOR_GITHUB_SECRET=\nOTHER=1\n");
  const std::size_t before = setup.host.asked().size();
  const Ran none = setup.cli.run({"event", "trigger", "github", "push"});
  CHECK(none.code == 1);
  CHECK(has(none.err, "AMFS_CONNECTOR_GITHUB_SECRET"));
  CHECK(has(none.err, "amfs serve --dev"));
  CHECK(setup.host.asked().size() == before);
}

TEST_CASE("samples are listed, and the nearest is named") {
  TriggerSetup setup;
  setup.add_connector("built-in/hub", std::string(kGithubManifest).replace(6, 6, "gitlab"));
  setup.cli.home.write("built-in/hub/samples/tag_push.json", "{}");
  const Ran all = setup.cli.run({"event", "trigger"});
  CHECK(all.code == 0);
  CHECK(has(all.out, "github     push\n"));
  CHECK(has(all.out, "gitlab     tag_push\n"));
  const Ran one = setup.cli.run({"event", "trigger", "github"});
  CHECK(one.code == 0);
  CHECK(has(one.out, "push"));
  CHECK_FALSE(has(one.out, "tag_push"));

  const Ran sample = setup.cli.run({"event", "trigger", "github", "psuh"});
  CHECK(sample.code == 1);
  CHECK(has(sample.err, "did you mean \"push\""));
  CHECK(has(sample.err, "there are: push"));
  const Ran connector = setup.cli.run({"event", "trigger", "githbu", "push"});
  CHECK(connector.code == 1);
  CHECK(has(connector.err, "did you mean \"github\""));
  CHECK(setup.host.asked().empty());
}

TEST_CASE("names never lead out of their folder") {
  const TriggerSetup setup;
  setup.cli.home.write("data/connectors/github/secret.json", R"({"body":{}})");
  CHECK(setup.cli.run({"event", "trigger", "github", "../secret"}).code == 1);
  CHECK(setup.cli.run({"event", "trigger", "../connectors/github", "push"}).code == 1);
  CHECK(setup.host.asked().empty());
}

TEST_CASE("the operator's connector goes before the built-in one of the same name") {
  TriggerSetup setup;
  setup.add_connector("built-in/github", kGithubManifest);
  setup.cli.home.write("built-in/github/samples/push.json", R"({"body":{"built_in":true}})");
  REQUIRE(setup.cli.run({"event", "trigger", "github", "push"}).code == 0);
  CHECK_FALSE(has(setup.host.last().body, "built_in"));
  const std::string nowhere = (setup.cli.home.path() / "empty").string();
  REQUIRE(setup.cli.run({"event", "trigger", "github", "push", "--plugins", nowhere}).code == 0);
  CHECK(has(setup.host.last().body, "built_in"));
}

TEST_CASE("broken manifests and samples are reported, not sent") {
  TriggerSetup setup;
  setup.add_connector("data/connectors/broken", "name: [\n");
  const Ran manifest = setup.cli.run({"event", "trigger", "broken", "push"});
  CHECK(manifest.code == 1);
  CHECK(has(manifest.err, "connector.yaml:"));
  const std::vector<std::string> samples{"",
                                         "[]",
                                         R"({"headers":{}})",
                                         R"({"headers":[],"body":{}})",
                                         R"({"headers":{"X-A":1},"body":{}})",
                                         R"({"headers":{"Content-Length":"5"},"body":{}})",
                                         R"({"headers":{"X A":"1"},"body":{}})",
                                         R"({"headers":{"X-A":"1\r\nX-B: 2"},"body":{}})",
                                         R"({"headers":{"Host":"evil"},"body":{}})"};
  for (const std::string& text : samples) {
    setup.cli.home.write("data/connectors/github/samples/bad.json", text);
    INFO(text);
    const Ran ran = setup.cli.run({"event", "trigger", "github", "bad"});
    CHECK(ran.code == 1);
    CHECK(has(ran.err, "bad.json"));
  }
  CHECK(setup.host.asked().empty());
}

TEST_CASE("answers: refused, empty, duplicate") {
  const TriggerSetup refused(host::http::problem(401, "signature_invalid", "wrong signature"));
  const Ran no = refused.cli.run({"event", "trigger", "github", "push"});
  CHECK(no.code == 1);
  CHECK(has(no.err, "signature_invalid, 401"));
  CHECK(has(no.err, "next: amfs connector list"));
  CHECK(has(no.err, "AMFS_CONNECTOR_GITHUB_SECRET"));
  CHECK_FALSE(has(no.err, "It's a Secret"));

  const TriggerSetup slack(host::http::empty(200));
  const Ran empty = slack.cli.run({"event", "trigger", "github", "push"});
  CHECK(empty.code == 0);
  CHECK(has(empty.out, "next: amfs event list --limit 1 --connector github"));

  const TriggerSetup again(host::http::json(200, R"({"status":"duplicate","event_id":"evt_0"})"));
  CHECK(has(again.cli.run({"event", "trigger", "github", "push"}).out, "duplicate evt_0"));
}
