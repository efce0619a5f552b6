// What a host finds and loads when it starts.
#include <fstream>

#include "roots.hpp"
#include "tests/support/catch.hpp"

using namespace host::connector;  // NOLINT(google-build-using-namespace)
using test::contains;
using test::kSecret;
using test::Roots;

TEST_CASE("no folders, no connectors, no error") {
  CatalogOptions options;
  options.built_in_dir = "/nonexistent/a";
  options.plugins_dir = "/nonexistent/b";
  options.build.env = test::environment({});
  CHECK(Catalog(options).start().empty());
}

TEST_CASE("a connector with its secret is ready") {
  const Roots roots;
  const auto folder = roots.install("echo");
  const auto echo = roots.load(kSecret).at("echo");
  CHECK(echo->state == ConnectorState::ready);
  CHECK(echo->reason.empty());
  CHECK(echo->version == "1.0.0");
  CHECK(echo->source == folder.string());
  CHECK(echo->entity_path == "echo");
  CHECK(echo->secrets.current.reveal() == "echo-secret");
  REQUIRE(echo->runtime != nullptr);
  EventView event;
  event.payload = R"({"project":"a","id":"1"})";
  CHECK(echo->runtime->transform(event, nullptr).status == TransformStatus::ok);
}

TEST_CASE("a missing secret is named") {
  const Roots roots;
  roots.install("echo");
  for (const test::Variables& variables :
       {test::Variables{}, test::Variables{{"AMFS_CONNECTOR_ECHO_SECRET", "  "}}}) {
    const auto echo = roots.load(variables).at("echo");
    CHECK(echo->state == ConnectorState::unconfigured);
    CHECK(echo->reason == "set AMFS_CONNECTOR_ECHO_SECRET");
    CHECK(echo->manifest != nullptr);
  }
}

TEST_CASE("a missing required variable is named, a file may hold it") {
  const Roots roots;
  roots.install_with("echo", "env_vars: [{name: AMFS_CONNECTOR_ECHO_URL, required: true}]\n");
  test::Variables variables = kSecret;
  CHECK(roots.load(variables).at("echo")->reason == "set AMFS_CONNECTOR_ECHO_URL");
  const test::TempFolder other;
  variables["AMFS_CONNECTOR_ECHO_URL_FILE"] = other.write("url", "http://x\n").string();
  CHECK(roots.load(variables).at("echo")->state == ConnectorState::ready);
}

TEST_CASE("a broken connector is listed with its reason and stops nobody") {
  const Roots roots;
  for (const char* name : {"echo", "no-entry", "no-note", "wrong-abi", "wrong-class", "append"})
    roots.install(name);
  const auto text_file = roots.install("faulty");
  std::filesystem::remove(text_file / "libamfs_connector_faulty.so");
  std::ofstream(text_file / "libamfs_connector_faulty.so") << "not a library";
  const auto all = roots.load({{"AMFS_CONNECTOR_ECHO_SECRET", "echo-secret"},
                               {"AMFS_CONNECTOR_APPEND_SECRET", "echo-secret"}});
  REQUIRE(all.size() == 7);
  CHECK(all.at("echo")->state == ConnectorState::ready);
  CHECK(all.at("append")->state == ConnectorState::ready);
  const std::pair<const char*, const char*> broken[] = {{"no-entry", "does not export"},
                                                        {"no-note", "no AMFS note"},
                                                        {"wrong-abi", "connector ABI 99.0"},
                                                        {"wrong-class", "it offers: PresentClass"},
                                                        {"faulty", "no ELF library"}};
  for (const auto& [name, reason] : broken) {
    INFO(name);
    const auto& connector = all.at(name);
    CHECK(connector->state == ConnectorState::failed);
    INFO(connector->reason);
    CHECK(contains(connector->reason, reason));
    CHECK(connector->manifest != nullptr);  // so its events are still verified and held
    CHECK(connector->runtime == nullptr);
  }
}

TEST_CASE("a failed connector keeps its secrets for verification") {
  const Roots roots;
  roots.install("wrong-class");
  const auto connector =
      roots.load({{"AMFS_CONNECTOR_WRONG_CLASS_SECRET", "echo-secret"}}).at("wrong-class");
  CHECK(connector->state == ConnectorState::failed);
  CHECK(connector->secrets.current.reveal() == "echo-secret");
}

TEST_CASE("a manifest that cannot be read is listed under its folder's name") {
  const Roots roots;
  roots.install_with("mine", "", "name: [\n");
  const auto mine = roots.load().at("mine");
  CHECK(mine->state == ConnectorState::failed);
  CHECK(mine->manifest == nullptr);
  CHECK(contains(mine->reason, "connector.yaml:"));
}

TEST_CASE("a library that is missing says which") {
  const Roots roots;
  std::filesystem::remove(roots.install("echo") / "libamfs_connector_echo.so");
  const auto echo = roots.load(kSecret).at("echo");
  CHECK(echo->state == ConnectorState::failed);
  CHECK(contains(echo->reason, "libamfs_connector_echo.so: cannot be read"));
}

TEST_CASE("the operator's connector wins over the built-in one") {
  const Roots roots;
  roots.install("echo", roots.built_in());
  CHECK(roots.load(kSecret).at("echo")->source == (roots.built_in() / "echo").string());
  roots.install("echo", roots.plugins());
  const auto all = roots.load(kSecret);
  CHECK(all.size() == 1);
  CHECK(all.at("echo")->source == (roots.plugins() / "echo").string());
}

TEST_CASE("a manifest that needs a newer host fails with both versions") {
  const Roots roots;
  roots.install_with("echo", "min_amfs_version: 999.0.0\n");
  const auto echo = roots.load(kSecret).at("echo");
  CHECK(echo->state == ConnectorState::failed);
  CHECK(contains(echo->reason, "needs amfs 999.0.0"));
  roots.install("append");
  CHECK(roots.load(kSecret).at("append")->state == ConnectorState::unconfigured);
}

TEST_CASE("config is overlaid and checked against its schema") {
  Roots roots;
  roots.install_with(
      "echo",
      "config: {batch: 5}\nconfig_schema: {properties: {batch: {type: integer, maximum: 10}}}\n");
  CHECK(roots.load(kSecret).at("echo")->state == ConnectorState::ready);
  roots.settings["echo"].config_json = R"({"batch":50})";
  const auto echo = roots.load(kSecret).at("echo");
  CHECK(echo->state == ConnectorState::failed);
  CHECK(contains(echo->reason, "/batch"));
}

TEST_CASE("what the constructor says about its config reaches the operator") {
  Roots roots;
  roots.install("faulty");
  roots.settings["faulty"].config_json = R"({"mode":"config_error"})";
  const auto faulty = roots.load({{"AMFS_CONNECTOR_FAULTY_SECRET", "echo-secret"}}).at("faulty");
  CHECK(faulty->state == ConnectorState::failed);
  CHECK(contains(faulty->reason, "config.mode is config_error"));
}

TEST_CASE("a disabled connector runs no code but keeps its manifest") {
  Roots roots;
  roots.install("echo");
  roots.settings["echo"].enabled = false;
  const auto echo = roots.load(kSecret).at("echo");
  CHECK(echo->state == ConnectorState::disabled);
  CHECK(echo->runtime == nullptr);
  CHECK(echo->manifest != nullptr);
}

TEST_CASE("ENTITY_PREFIX replaces the default path") {
  const Roots roots;
  roots.install("echo");
  test::Variables variables = kSecret;
  variables["AMFS_CONNECTOR_ECHO_ENTITY_PREFIX"] = "team/a";
  const auto echo = roots.load(variables).at("echo");
  CHECK(echo->entity_path == "team/a");
  EventView event;
  event.payload = R"({"project":"p","id":"1"})";
  const TransformOutcome out = echo->runtime->transform(event, nullptr);
  REQUIRE(out.results.size() == 1);
  CHECK(out.results[0].entity_path == "team/a/p");
}
