// GitHub: real payloads, read in place from $AMFS_FIXTURES_DIR (expected.csv says what to expect).
#include <set>

#include "tests/plugins/github_harness.hpp"
#include "tests/plugins/result_rules.hpp"
#include "tests/support/catch.hpp"

namespace {

// What the manifest sends to the connector and its payload has an identity for.
const std::set<std::string> kHandled = {"pull_request",
                                        "pull_request_review",
                                        "pull_request_review_comment",
                                        "pull_request_review_thread",
                                        "issues",
                                        "issue_comment",
                                        "commit_comment",
                                        "push",
                                        "create",
                                        "delete",
                                        "release",
                                        "deployment",
                                        "deployment_status",
                                        "workflow_run",
                                        "check_run",
                                        "check_suite",
                                        "merge_group"};

std::string family_of(const std::string& event_type) {
  return event_type.substr(0, event_type.find('.'));
}

}  // namespace

TEST_CASE("Real payloads") {
  const auto events = harness::real_events("github");
  if (!events) return;
  REQUIRE(events->size() > 100);
  harness::GitHub github;
  std::set<std::string> seen;
  for (const auto& event : *events) {
    CAPTURE(event.name);
    const auto out = github.transform(event);
    CHECK(harness::broken_rule(out, "repos") == "");
    const bool handled = kHandled.count(family_of(event.event_type)) != 0;
    CHECK(out.results.empty() == !handled);
    for (const auto& result : out.results) {
      CHECK(result.entity_path == event.entity_path);
      CHECK(result.value().get("last_event").str() == event.event_type);
      CHECK_FALSE(result.value().get("title").str().empty());
      CHECK_FALSE(result.value().get("actor").str().empty());
      CHECK_FALSE(result.summary.empty());
    }
    if (handled) seen.insert(family_of(event.event_type));
  }
  CHECK(seen == kHandled);
}
