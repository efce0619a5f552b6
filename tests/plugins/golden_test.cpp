// Every built-in connector: its own fixtures become what the golden files say, and its page in
// docs/connectors says the same. script/connector-docs writes all of them anew.
#include <set>

#include "tests/plugins/connector_docs.hpp"
#include "tests/plugins/golden.hpp"
#include "tests/support/catch.hpp"

TEST_CASE("Own fixtures become what the golden files say") {
  const auto connectors = harness::connectors_with_fixtures();
  REQUIRE(connectors.size() >= 6);
  for (const std::string& connector : connectors) {
    std::set<std::string> names;
    for (const auto& event : harness::own_events(connector)) {
      CAPTURE(connector, event.name);
      const auto golden = harness::golden_of(connector, event);
      CHECK(harness::compare(connector, golden) == "");
      names.insert(golden.name);
      // A fixture that is meant to stay raw says so.
      const bool raw = golden.content.get("outcome").str() == "raw";
      CHECK(raw == (event.name.rfind("raw.", 0) == 0));
    }
    for (const auto& story : harness::stories_of(connector)) {
      CAPTURE(connector, story.name);
      CHECK(harness::compare(connector, story) == "");
      names.insert(story.name);
    }
    for (const auto& stored : harness::stored_goldens(connector)) {
      CAPTURE(connector, stored.name);
      CHECK(names.count(stored.name) == 1);  // else its fixture is gone: delete it
    }
  }
}

TEST_CASE("The pages of the connectors are up to date") {
  for (const std::string& connector : harness::connectors_with_fixtures()) {
    CAPTURE(connector);
    const harness::Rig rig(connector);
    const std::string page = harness::connector_page(rig.manifest());
    CHECK(page.find("| `") != std::string::npos);
    CHECK(harness::compare_text(std::string(AMFS_CONNECTOR_DOCS_DIR) + "/" + connector + ".md",
                                page) == "");
  }
}
