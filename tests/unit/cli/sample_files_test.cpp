// The samples that come with the GitHub connector.
#include <algorithm>
#include <filesystem>
#include <fstream>

#include "host/cli/json_text.hpp"
#include "host/cli/sample_events.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temp_dir.hpp"

using namespace host::cli;

TEST_CASE("every GitHub sample loads and says what it is") {
  const auto folder = std::filesystem::path(AMFS_SAMPLES_DIR).parent_path();
  const auto names = list_samples(folder);
  for (const char* name : {"pull_request.closed", "push", "workflow_run.completed"}) {
    CHECK(std::count(names.begin(), names.end(), name) == 1);
  }
  CHECK(std::is_sorted(names.begin(), names.end()));
  for (const std::string& name : names) {
    INFO(name);
    const auto sample = load_sample(folder, name);
    REQUIRE(sample.has_value());
    REQUIRE(sample->headers.size() == 1);
    CHECK(sample->headers[0].first == "X-GitHub-Event");
    // Named like the event type that the connector will see.
    const std::string action = text_at(sample->body, {"action"});
    CHECK(name == sample->headers[0].second + (action.empty() ? "" : "." + action));
    CHECK(text_at(sample->body, {"repository", "full_name"}) == "acme/shop");
    CHECK_FALSE(text_at(sample->body, {"sender", "login"}).empty());
  }
}

TEST_CASE("the closed pull request is the opened one, merged later") {
  const auto folder = std::filesystem::path(AMFS_SAMPLES_DIR).parent_path();
  const auto opened = load_sample(folder, "pull_request.opened");
  const auto closed = load_sample(folder, "pull_request.closed");
  REQUIRE(opened.has_value());
  REQUIRE(closed.has_value());
  CHECK(text_at(closed->body, {"number"}) == text_at(opened->body, {"number"}));
  CHECK(text_at(closed->body, {"pull_request", "merged"}) == "true");
  CHECK(text_at(opened->body, {"pull_request", "updated_at"}) <
        text_at(closed->body, {"pull_request", "updated_at"}));
}

TEST_CASE("a sample may be the body alone, with its headers beside it") {
  const test::TempDir folder;
  std::filesystem::create_directory(folder / "samples");
  std::ofstream(folder / "samples/made.json") << R"({"body": 1, "id": 12345678901234567890})";
  std::ofstream(folder / "samples/made.headers.json") << R"({"X-Kind": "made"})";
  CHECK(list_samples(folder.path()) == std::vector<std::string>{"made"});
  const auto sample = load_sample(folder.path(), "made");
  REQUIRE(sample.has_value());
  CHECK(sample->headers == HttpHeaders{{"X-Kind", "made"}});
}
