// Connectors that are switched off, gone, or taken away: only the last refuses events. All others
// hold them, across restarts, until the code is back.
#include "tests/integration/reload_fixture.hpp"

using namespace integration;  // NOLINT(google-build-using-namespace)

namespace {

struct Fixture : ReloadHost {
  Fixture() { start(); }

  int deliver_unsigned() {
    return deliver("versioned", "{}", test::test_connector_headers("wrong-secret", "{}")).status;
  }
  void restart() {
    stop();
    start();
  }
};

}  // namespace

TEST_CASE_METHOD(Fixture, "a connector whose folder vanished holds its events", "[states]") {
  check_done(send("1"));
  const std::string away = dir() / "kept";
  std::filesystem::rename(folder(), away);
  const Answer gone = wait_for_state("failed");
  CHECK(gone.text("reason").find("amfs connector remove versioned") != std::string::npos);
  CHECK(gone.text("version") == "1.0.0");
  const std::string second = send("2");
  check_held(second);
  CHECK(deliver_unsigned() == 401);

  // The rules survive the restart, the events too; an open one can be asked to run and waits.
  restart();
  CHECK(info().text("state") == "failed");
  CHECK(deliver_unsigned() == 401);
  const std::string third = send("3");
  check_held(second);
  check_held(third);

  std::filesystem::rename(away, folder());
  wait_for_version("1.0.0");
  check_done(third);
  REQUIRE(runs().size() == 3);
  CHECK(runs()[1].id == "2");
}

TEST_CASE_METHOD(Fixture, "a connector that was removed is gone, its events stay", "[states]") {
  check_done(send("1"));
  std::filesystem::rename(folder(), dir() / "kept");
  wait_for_state("failed");
  const std::string held = send("2");
  mark(".removed", "versioned");
  wait_for("versioned", [](const Answer& answer) { return answer.status == 404; });
  const std::string body = event("3");
  CHECK(deliver("versioned", body, signed_headers(body)).code() == "unknown_endpoint");
  check_held(held);
  restart();
  CHECK(info().status == 404);
  check_held(held);

  // Installed again: what waited is run, and what was known is not a duplicate of nothing.
  std::filesystem::rename(dir() / "kept", folder());
  unmark(".removed", "versioned");
  wait_for_version("1.0.0");
  check_done(held);
  CHECK(deliver("versioned", event("1"), signed_headers(event("1"))).text("status") == "duplicate");
}

TEST_CASE_METHOD(Fixture, "the mark removes a connector whose folder is there", "[states]") {
  mark(".removed", "versioned");
  wait_for("versioned", [](const Answer& answer) { return answer.status == 404; });
  mark(".removed", "github");  // a built-in
  wait_for("github", [](const Answer& answer) { return answer.status == 404; });
  unmark(".removed", "versioned");
  wait_for_version("1.0.0");
  unmark(".removed", "github");
  wait_for_state("ready", "github");
  CHECK(api().connector_state("echo") == "ready");
}

TEST_CASE_METHOD(Fixture, "a disabled connector holds its events until it is enabled", "[states]") {
  check_done(send("1"));
  mark(".disabled", "versioned");
  const Answer disabled = wait_for_state("disabled");
  CHECK(disabled.text("reason").find("amfs connector enable versioned") != std::string::npos);
  std::vector<std::string> ids;
  for (int i = 2; i < 8; ++i) ids.push_back(send(std::to_string(i)));
  CHECK(deliver_unsigned() == 401);
  for (const std::string& id : ids) check_held(id);
  // A replay asked for meanwhile waits too.
  const Answer events = api().get("/events?connector=versioned&state=done");
  const std::string first = events.at("/events/0/id").GetString();
  CHECK(api().post("/events/" + first + "/replay", "").status == 202);
  restart();
  CHECK(info().text("state") == "disabled");
  for (const std::string& id : ids) check_held(id);

  unmark(".disabled", "versioned");
  wait_for_state("ready");
  for (const std::string& id : ids) check_done(id);
  check_done(first);
  const std::vector<Run> all = runs();
  REQUIRE(all.size() == 7);  // 1 came first again
  for (std::size_t i = 0; i < all.size(); ++i) {
    CHECK(all[i].id == std::to_string(i + 1));
    CHECK(all[i].times == (i == 0 ? 2 : 1));
  }
}

TEST_CASE_METHOD(Fixture, "what is switched off and on at once ends as it was last", "[states]") {
  for (int i = 0; i < 10; ++i) {
    mark(".disabled", "versioned");
    if (i % 3 == 0) wait_for_state("disabled");
    const std::string id = send(std::to_string(i));
    unmark(".disabled", "versioned");
    wait_for_state("ready");
    check_done(id);
  }
  CHECK(runs().size() == 10);
}

TEST_CASE_METHOD(Fixture, "a broken update is refused after a restart too, its events held",
                 "[states]") {
  check_done(send("1"));
  const std::string good = read_file(manifest());
  SECTION("the manifest cannot be read") { write_file(manifest(), "name: [\n"); }
  SECTION("the manifest wants another signature, the library is broken") {
    edit_file(manifest(), "signature_header: X-Signature", "signature_header: X-Other");
    write_file(library(), "not a library");
  }
  wait_for_reason("version 1.0.0 goes on");
  check_done(send("2"));
  restart();
  // Verified by the last rules that worked, not by those of what does not.
  CHECK(info().text("state") == "failed");
  CHECK(info().text("version") == "1.0.0");
  CHECK(deliver_unsigned() == 401);
  const std::string held = send("3");
  check_held(held);
  install_next();
  wait_for_version("2.0.0");
  check_done(held);
  CHECK(runs().back().code == 2);
}

TEST_CASE_METHOD(Fixture, "the operator's folder goes before the built-in one, and gives it back",
                 "[states]") {
  const std::string own = folder("github");
  std::filesystem::copy(test::built_connectors_dir() + "/github", own,
                        std::filesystem::copy_options::recursive);
  wait_for("github", [&](const Answer& answer) { return answer.text("source") == own; });
  std::filesystem::remove_all(own);
  const Answer back =
      wait_for("github", [&](const Answer& answer) { return answer.text("source") != own; });
  CHECK(back.text("state") == "ready");
}
