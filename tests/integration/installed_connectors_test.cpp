// list, info, remove, enable and disable of installed connectors: without a host, and what a host
// says after them.
#include "host/bundle/markers.hpp"
#include "tests/integration/install_fixture.hpp"
#include "tests/integration/test_host.hpp"

using namespace integration;  // NOLINT(google-build-using-namespace)
using host::bundle::has_marker;
using host::bundle::Marker;

namespace {

struct Fixture : InstallFixture {
  Fixture() { install_ok({"echo"}); }

  // state: reason of `list`, "" when it is not listed.
  std::string listed_state(const std::string& name) const {
    const Ran ran = amfs({"list", "--json"});
    REQUIRE(ran.code == 0);
    const auto json = test::parse_json(ran.out);
    for (const auto& item : json["connectors"].GetArray()) {
      if (item["name"] != name.c_str()) continue;
      return std::string(item["state"].GetString()) + ": " + item["reason"].GetString();
    }
    return "";
  }
};

}  // namespace

TEST_CASE_METHOD(Fixture, "list without a host shows what is on disk and what is missing") {
  const Ran ran = amfs({"list"});
  CHECK(ran.code == 0);
  CHECK(has(ran.out, "unconfigured: set AMFS_CONNECTOR_ECHO_SECRET"));
  CHECK(has(ran.err, "no host answers at http://127.0.0.1:1"));
  CHECK(listed_state("github") == "unconfigured: set AMFS_CONNECTOR_GITHUB_SECRET");
  environment["AMFS_CONNECTOR_ECHO_SECRET"] = "s";
  CHECK(listed_state("echo") == "installed: ");
  write_file((plugins / "echo/libamfs_connector_echo.so").string(), "broken");
  CHECK(has(listed_state("echo"), "failed: "));
}

TEST_CASE_METHOD(Fixture, "info of an installed connector") {
  const Ran ran = amfs({"info", "echo", "--json"});
  REQUIRE(ran.code == 0);
  const auto json = test::parse_json(ran.out);
  CHECK(test::text_member(json, "state") == "unconfigured");
  CHECK(test::text_member(json, "webhook_url") == "http://127.0.0.1:1/api/v1/webhooks/echo");
  CHECK(test::text_member(json["origin"], "kind") == "registry");
  CHECK(test::text_member(json["library"], "abi") == kAbi.text());
  CHECK_FALSE(json["env_vars"][0]["set"].GetBool());
  CHECK(test::text_member(json, "sha256").size() == 64);
  CHECK(has(amfs({"info", "echo"}).out, "connector ABI   " + kAbi.text()));
}

TEST_CASE_METHOD(Fixture,
                 "remove takes the folder and leaves the marker; install takes the marker") {
  CHECK(amfs({"remove", "echo"}).code == 0);
  CHECK_FALSE(fs::exists(plugins / "echo"));
  CHECK(has_marker(plugins, Marker::removed, "echo"));
  CHECK(names_in(plugins) == std::set<std::string>{".removed"});
  CHECK(listed_state("echo").empty());
  const Ran again = amfs({"remove", "echo"});
  CHECK(again.code == 0);
  CHECK(has(again.out, "removed already"));
  check_refused({"enable", "echo"}, "amfs connector install echo");
  install_ok({"echo"});
  CHECK_FALSE(has_marker(plugins, Marker::removed, "echo"));
  CHECK(has(listed_state("echo"), "unconfigured"));
}

TEST_CASE_METHOD(Fixture, "a built-in connector can be removed too") {
  CHECK(amfs({"remove", "github"}).code == 0);
  CHECK(has_marker(plugins, Marker::removed, "github"));
  CHECK(listed_state("github").empty());
}

TEST_CASE_METHOD(Fixture, "disable and enable") {
  CHECK(amfs({"disable", "echo"}).code == 0);
  CHECK(has_marker(plugins, Marker::disabled, "echo"));
  CHECK(listed_state("echo") == "disabled: amfs connector enable echo");
  const Ran update = amfs({"install", "echo@1.0.0"});
  CHECK(has(update.out, "next       amfs connector enable echo"));
  CHECK(has_marker(plugins, Marker::disabled, "echo"));
  CHECK(amfs({"enable", "echo"}).code == 0);
  CHECK_FALSE(has_marker(plugins, Marker::disabled, "echo"));
  CHECK(has(listed_state("echo"), "unconfigured"));
}

TEST_CASE_METHOD(Fixture, "names that are not there, and names that are none") {
  for (const char* word : {"remove", "disable", "enable"}) {
    check_refused({word, "ecko"}, "did you mean \"echo\"?");
    check_refused({word, "../../etc"}, "is no connector's name", 2);
    check_refused({word, ""}, "is no connector's name", 2);
    check_refused({word, ".lock"}, "is no connector's name", 2);
    check_refused({word}, "--help", 2);
  }
  CHECK(names_in(plugins) == std::set<std::string>{"echo"});
}

TEST_CASE_METHOD(Fixture,
                 "an installed connector runs in the next host, and the host answers list") {
  test::HostOptions options;
  options.data_dir = environment["AMFS_DATA_DIR"];
  options.environment["AMFS_CONNECTOR_ECHO_SECRET"] = kSecret;
  test::HostProcess process(options);
  Api api(process);
  CHECK(api.connector_state("echo") == "ready");
  const std::string body = R"({"project":"shop","id":"1"})";
  const Answer answer = api.post("/webhooks/echo", body, signed_headers(body));
  CHECK(answer.status == 200);
  CHECK(api.settled_event(answer.text("event_id")).text("outcome") == "written");

  environment["AMFS_HTTP_URL"] = process.url();
  const Ran ran = amfs({"list"});
  CHECK(ran.code == 0);
  CHECK(ran.err.empty());
  CHECK(has(ran.out, "unconfigured: set AMFS_CONNECTOR_GITHUB_SECRET"));
  CHECK(test::text_member(test::parse_json(amfs({"info", "echo", "--json"}).out), "state") ==
        "ready");
}
