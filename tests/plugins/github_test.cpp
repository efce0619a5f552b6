// GitHub: pull requests, issues, reviews, comments.
#include <algorithm>

#include "tests/plugins/github_harness.hpp"
#include "tests/plugins/result_rules.hpp"
#include "tests/support/catch.hpp"

using harness::GitHub;
using harness::ns;

TEST_CASE("A pull request is one key with all that matters") {
  GitHub github;
  const auto out = github.own("pull_request.opened");
  REQUIRE(out.results.size() == 1);
  const harness::Emitted& pr = out.results[0];
  CHECK(pr.entity_path == "repos/acme/api");
  CHECK(pr.key == "pr-7");
  CHECK(pr.memory_type == AMFS_MEMORY_FACT);
  CHECK(pr.confidence == 0.9);
  CHECK(pr.occurred_ns == ns("2026-09-20T09:00:00Z"));
  CHECK(pr.summary == "PR #7 open: Add retries");
  CHECK(pr.pattern_refs == std::vector<std::string>{"github:pr:acme/api#7"});
  const amfs::Value value = pr.value();
  CHECK(value.get("title").str() == "Add retries");
  CHECK(value.get("status").str() == "open");
  CHECK(value.get("url").str() == "https://github.com/acme/api/pull/7");
  CHECK(value.get("actor").str() == "ada");
  CHECK(value.get("author").str() == "bob");
  CHECK(value.get("last_event").str() == "pull_request.opened");
  CHECK(value.get("head").get("ref").str() == "feature/retries");
  CHECK(value.get("additions").i64() == 10);
  CHECK(value.get("labels").dump() == R"(["bug","p1"])");
  CHECK(value.get("reviewers").dump() == R"(["eve"])");
  CHECK(value.get("body").str() == "Retries with back-off.");
  CHECK_FALSE(value.get("merged_by").exists());
  CHECK_FALSE(value.get("merge_commit").exists());  // only a test merge so far
}

TEST_CASE("Closed and merged differ") {
  GitHub github;
  const amfs::Value merged = github.own("pull_request.merged").results.at(0).value();
  CHECK(merged.get("status").str() == "merged");
  CHECK(merged.get("merged_by").str() == "eve");
  CHECK(merged.get("merge_commit").str() == std::string(40, 'c'));
  const amfs::Value closed = github.own("pull_request.closed").results.at(0).value();
  CHECK(closed.get("status").str() == "closed");
  CHECK_FALSE(closed.get("merge_commit").exists());
}

TEST_CASE("Reviews, their comments and threads point at the pull request") {
  GitHub github;
  const auto review = github.own("pull_request_review.submitted").results.at(0);
  CHECK(review.key == "review-31");
  CHECK(review.memory_type == AMFS_MEMORY_EXPERIENCE);
  CHECK(review.confidence == 0.6);
  CHECK(review.value().get("status").str() == "approved");
  CHECK(review.value().get("about").str() == "pr-7");
  CHECK(review.occurred_ns == ns("2026-09-20T09:30:00Z"));
  CHECK(review.pattern_refs.at(0) == "github:pr:acme/api#7");

  const auto comment = github.own("pull_request_review_comment.created").results.at(0);
  CHECK(comment.key == "review-comment-41");
  CHECK(comment.value().get("file").str() == "src/retry.cpp");
  CHECK(comment.value().get("line").i64() == 12);

  const auto thread = github.own("pull_request_review_thread.resolved").results.at(0);
  CHECK(thread.key == "review-thread-PRRT_1");
  CHECK(thread.value().get("status").str() == "resolved");
  CHECK(thread.value().get("comments").dump() == "[41]");
}

TEST_CASE("Issues: state, and tombstones that a late edit cannot undo") {
  GitHub github;
  const auto opened = github.own("issues.opened").results.at(0);
  CHECK(opened.key == "issue-12");
  CHECK(opened.value().get("status").str() == "open");
  CHECK(opened.value().get("milestone").str() == "1.0");
  const auto closed = github.own("issues.closed").results.at(0);
  CHECK(closed.value().get("status").str() == "closed");
  CHECK(closed.value().get("state_reason").str() == "completed");
  CHECK(closed.occurred_ns > opened.occurred_ns);
  const auto deleted = github.own("issues.deleted").results.at(0);
  CHECK(deleted.key == "issue-12");
  CHECK(deleted.value().get("status").str() == "deleted");
  CHECK_FALSE(deleted.value().get("body").exists());
  CHECK(deleted.occurred_ns == harness::kReceivedNs);
}

TEST_CASE("Comments on issues, pull requests and commits") {
  GitHub github;
  const auto created = github.own("issue_comment.created").results.at(0);
  CHECK(created.key == "comment-51");
  CHECK(created.value().get("about").str() == "issue-12");
  CHECK(created.value().get("body").str() == "Same here.");
  CHECK(created.summary == "ada commented on issue #12");
  CHECK(created.pattern_refs.at(0) == "github:issue:acme/api#12");
  const auto deleted = github.own("issue_comment.deleted").results.at(0);
  CHECK(deleted.key == "comment-51");
  CHECK(deleted.value().get("status").str() == "deleted");
  CHECK_FALSE(deleted.value().get("body").exists());
  CHECK(deleted.occurred_ns > created.occurred_ns);
  const auto on_pull = github.own("issue_comment.on_pull_request").results.at(0);
  CHECK(on_pull.value().get("about").str() == "pr-7");
  CHECK(on_pull.pattern_refs.at(0) == "github:pr:acme/api#7");
  const auto on_commit = github.own("commit_comment.created").results.at(0);
  CHECK(on_commit.key == "commit-comment-61");
  CHECK(on_commit.pattern_refs.at(0) == "github:commit:" + std::string(40, 'd'));
}

TEST_CASE("Long texts and lists are bounded; the operator may keep bodies out") {
  harness::EventFile event = harness::own_event("github", "pull_request.opened.json");
  amfs::Value payload = *amfs::Value::parse(event.payload);
  payload["pull_request"]["body"] = std::string(100000, 'x');
  payload["pull_request"]["title"] = std::string(100000, 't');
  for (int i = 0; i < 500; ++i) payload["pull_request"]["labels"].push_back({{"name", i}});
  event.payload = payload.dump();

  GitHub github;
  const amfs::Value value = github.transform(event).results.at(0).value();
  CHECK(value.get("body").str() == std::string(1999, 'x') + "\xE2\x80\xA6");
  CHECK(value.get("title").str().size() < 1000);
  CHECK(value.get("labels").size() == 50);

  GitHub quiet(R"({"body_characters":0})");
  CHECK_FALSE(quiet.transform(event).results.at(0).value().get("body").exists());
  GitHub wrong(R"({"body_characters":-1})");
  CHECK(wrong.instance().created().status == AMFS_BAD_CONFIG);
}

TEST_CASE("Without an identity the event stays raw") {
  GitHub github;
  const auto status_of = [&](const std::string& type, const std::string& payload) {
    return github.transform({"", type, "", payload}).status;
  };
  CHECK(status_of("pull_request.opened", R"({"repository":{"full_name":"a/b"}})") ==
        AMFS_UNMATCHED);
  CHECK(status_of("pull_request.opened", R"({"pull_request":{"number":1}})") == AMFS_UNMATCHED);
  CHECK(status_of("issues.opened", R"({"issue":{"number":1},"repository":{"full_name":"ab"}})") ==
        AMFS_UNMATCHED);
  CHECK(status_of("issues.opened", R"({"issue":{"number":1},"repository":{"full_name":"a/.."}})") ==
        AMFS_UNMATCHED);
  CHECK(status_of("issues.opened", "[]") == AMFS_UNMATCHED);
  // Not a kind it knows: OK without results is raw, too.
  const auto star =
      github.transform({"", "star.created", "", R"({"repository":{"full_name":"a/b"}})"});
  CHECK(star.status == AMFS_OK);
  CHECK(star.results.empty());
}

TEST_CASE("Names that could leave the path or the key are cleaned") {
  GitHub github;
  const auto out = github.transform(
      {"", "release.published", "",
       R"({"action":"published","release":{"tag_name":"v1/../../x"},"repository":{"full_name":"a b/c\\d"}})"});
  REQUIRE(out.results.size() == 1);
  CHECK(out.results[0].entity_path == "repos/a b/c_d");
  CHECK(out.results[0].key == "release-v1~..~..~x");
}

TEST_CASE("Every own fixture makes valid results, the same ones twice") {
  GitHub github;
  const auto events = harness::own_events("github");
  REQUIRE(events.size() >= 37);
  for (const auto& event : events) {
    CAPTURE(event.name);
    const auto first = github.transform(event);
    CHECK(harness::broken_rule(first, "repos") == "");
    REQUIRE_FALSE(first.results.empty());
    const auto second = github.transform(event);
    REQUIRE(second.results.size() == first.results.size());
    for (std::size_t i = 0; i < first.results.size(); ++i) {
      CHECK(first.results[i].value_json == second.results[i].value_json);
      CHECK(first.results[i].entity_path == "repos/acme/api");
    }
  }
}
