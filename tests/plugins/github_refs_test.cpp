// GitHub: pushes, refs, releases, deployments, checks.
#include "tests/plugins/github_harness.hpp"
#include "tests/support/catch.hpp"

using harness::GitHub;
using harness::ns;

TEST_CASE("A push is the state of its branch") {
  GitHub github;
  const auto push = github.own("push.branch").results.at(0);
  CHECK(push.key == "branch-main");
  CHECK(push.memory_type == AMFS_MEMORY_FACT);
  CHECK(push.occurred_ns == ns("2026-09-20T10:00:00Z"));  // not the time of the old commit
  CHECK(push.summary == "bob pushed 2 commits to branch main");
  CHECK(push.pattern_refs == std::vector<std::string>{"github:branch:acme/api:main",
                                                      "github:commit:" + std::string(40, 'd')});
  const amfs::Value value = push.value();
  CHECK(value.get("status").str() == "active");
  CHECK(value.get("after").str() == std::string(40, 'd'));
  CHECK(value.get("message").str() == "Change 2");
  CHECK(value.get("commits").size() == 2);
  CHECK(value.get("commit_count").i64() == 2);
}

TEST_CASE("Slashes of a ref's name are not in its key") {
  GitHub github;
  const auto push = github.own("push.nested_branch").results.at(0);
  CHECK(push.key == "branch-feature_retries");
  CHECK(push.value().get("name").str() == "feature/retries");
  CHECK(push.summary == "bob created branch feature/retries");
  CHECK(github.own("push.tag").results.at(0).key == "tag-v1.0");
}

TEST_CASE("A deleted branch has no head") {
  GitHub github;
  const auto push = github.own("push.deleted").results.at(0);
  CHECK(push.key == "branch-old");
  CHECK(push.value().get("status").str() == "deleted");
  CHECK(push.summary == "bob deleted branch old");
  CHECK(push.pattern_refs.size() == 1);  // no commit
  CHECK_FALSE(push.value().get("message").exists());
}

TEST_CASE("The newest fifty commits are kept") {
  harness::EventFile event = harness::own_event("github", "push.branch.json");
  amfs::Value payload = *amfs::Value::parse(event.payload);
  payload["commits"] = amfs::Value::array();
  for (int i = 0; i < 120; ++i)
    payload["commits"].push_back({{"id", i}, {"message", std::string(9000, 'm')}});
  event.payload = payload.dump();
  GitHub github;
  const amfs::Value value = github.transform(event).results.at(0).value();
  CHECK(value.get("commit_count").i64() == 120);
  REQUIRE(value.get("commits").size() == 50);
  CHECK(value.get("commits").get(0).get("id").i64() == 70);
  CHECK(value.get("commits").get(49).get("id").i64() == 119);
}

TEST_CASE("create and delete count as before the push that says more") {
  GitHub github;
  const auto created = github.own("create.branch").results.at(0);
  const auto pushed = github.own("push.nested_branch").results.at(0);
  CHECK(created.key == pushed.key);
  CHECK(created.occurred_ns < pushed.occurred_ns);
  CHECK(created.value().get("status").str() == "active");
  const auto deleted = github.own("delete.tag").results.at(0);
  CHECK(deleted.key == "tag-v1.0");
  CHECK(deleted.value().get("status").str() == "deleted");
}

TEST_CASE("A push to neither branch nor tag stays raw") {
  GitHub github;
  const auto out = github.transform(
      {"", "push", "", R"({"ref":"refs/pull/1/head","repository":{"full_name":"a/b"}})"});
  CHECK(out.status == AMFS_UNMATCHED);
}

TEST_CASE("Releases") {
  GitHub github;
  const auto published = github.own("release.published").results.at(0);
  CHECK(published.key == "release-v1.0");
  CHECK(published.value().get("title").str() == "First");
  CHECK(published.value().get("status").str() == "published");
  CHECK(published.value().get("assets").dump() == R"(["api.tar.gz"])");
  CHECK(published.occurred_ns == ns("2026-09-20T14:00:00Z"));
  const auto draft = github.own("release.draft").results.at(0);
  CHECK(draft.value().get("status").str() == "draft");
  CHECK(draft.occurred_ns == 0);  // created_at is the commit's time: the event's own counts
}

TEST_CASE("Only a deployment that succeeded changes what runs in the environment") {
  GitHub github;
  const auto created = github.own("deployment.created").results;
  REQUIRE(created.size() == 1);
  CHECK(created[0].key == "deployment-71");
  CHECK(created[0].value().get("status").str() == "created");
  CHECK(created[0].memory_type == AMFS_MEMORY_EXPERIENCE);

  const auto success = github.own("deployment_status.success").results;
  REQUIRE(success.size() == 2);
  CHECK(success[0].key == "deployment-71");
  CHECK(success[0].value().get("status").str() == "success");
  CHECK(success[0].occurred_ns > created[0].occurred_ns);
  CHECK(success[1].key == "environment-production");
  CHECK(success[1].memory_type == AMFS_MEMORY_FACT);
  CHECK(success[1].value().get("sha").str() == std::string(40, 'd'));
  CHECK(success[1].value().get("deployment_id").i64() == 71);
  CHECK(success[1].value().get("title").str() == "production runs main (ddddddddddd\xE2\x80\xA6)");
  CHECK(success[1].value().get("url").str() == "https://api.acme.example");

  const auto failure = github.own("deployment_status.failure").results;
  REQUIRE(failure.size() == 1);
  CHECK(failure[0].value().get("severity").str() == "error");
  CHECK(github.own("deployment_status.enterprise").results.size() == 2);  // no action there
}

TEST_CASE("Runs and checks: the conclusion once there is one") {
  GitHub github;
  const auto run = github.own("workflow_run.completed").results.at(0);
  CHECK(run.key == "workflow-run-91");
  CHECK(run.value().get("status").str() == "failure");
  CHECK(run.value().get("severity").str() == "error");
  CHECK(run.value().get("pull_requests").dump() == "[7]");
  CHECK(run.summary == "CI: failure");
  CHECK(github.own("workflow_run.requested").results.at(0).value().get("status").str() == "queued");

  const auto check = github.own("check_run.completed").results.at(0);
  CHECK(check.key == "check-101");
  CHECK(check.occurred_ns == ns("2026-09-20T15:02:00Z"));
  CHECK(github.own("check_suite.completed").results.at(0).key == "check-suite-111");
  const auto group = github.own("merge_group.checks_requested").results.at(0);
  CHECK(group.key == "merge-group-" + std::string(40, 'e'));
  CHECK(group.value().get("status").str() == "checks_requested");
}

TEST_CASE("A branch with a very long name keeps its entry") {
  harness::EventFile event = harness::own_event("github", "push.branch.json");
  amfs::Value payload = *amfs::Value::parse(event.payload);
  payload["ref"] = "refs/heads/" + std::string(199, 'b');
  payload["repository"]["full_name"] = std::string(39, 'o') + "/" + std::string(100, 'r');
  event.payload = payload.dump();
  GitHub github;
  const auto push = github.transform(event).results.at(0);
  CHECK(push.key == "branch-" + std::string(199, 'b'));
  CHECK(push.pattern_refs.at(0).size() == 256);  // more than the host takes, cut
}
