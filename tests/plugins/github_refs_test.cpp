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

TEST_CASE("Slashes of a ref's name are not in its key, and no two names share one") {
  GitHub github;
  const auto push = github.own("push.nested_branch").results.at(0);
  CHECK(push.key == "branch-feature~retries");
  CHECK(push.value().get("name").str() == "feature/retries");
  CHECK(push.summary == "bob created branch feature/retries");
  CHECK(github.own("push.tag").results.at(0).key == "tag-v1.0");
}

TEST_CASE("Names that a key cannot tell apart stay raw") {
  GitHub github;
  const auto push_to = [&](const std::string& name) {
    return github.transform(
        {"", "push", "",
         amfs::Value{{"ref", "refs/heads/" + name}, {"repository", {{"full_name", "a/b"}}}}
             .dump()});
  };
  CHECK(push_to("a/b").results.at(0).key == "branch-a~b");
  CHECK(push_to("a_b").results.at(0).key == "branch-a_b");
  CHECK(push_to("A_b").results.at(0).key == "branch-A_b");
  // None of these is a name to git.
  for (const char* name : {"a~b", "a\\b", " a", "a\n", "..", ""}) {
    CAPTURE(name);
    CHECK(push_to(name).status == AMFS_UNMATCHED);
  }
  CHECK(push_to(std::string(201, 'x')).status == AMFS_UNMATCHED);
  // An environment may be called anything: then only its deployments are kept.
  harness::EventFile event = harness::own_event("github", "deployment_status.success.json");
  amfs::Value payload = *amfs::Value::parse(event.payload);
  const auto deploy_to = [&](const char* environment) {
    payload["deployment_status"]["environment"] = environment;
    event.payload = payload.dump();
    return github.transform(event).results;
  };
  CHECK(deploy_to("review/app 1").at(1).key == "environment-review~app 1");
  CHECK(deploy_to("review~app 1").size() == 1);
}

TEST_CASE("A force push says what it replaced") {
  GitHub github;
  const auto push = github.own("push.forced").results.at(0);
  CHECK(push.summary == "bob force-pushed 1 commit to branch main");
  const amfs::Value value = push.value();
  CHECK(value.get("forced").boolean());
  CHECK(value.get("severity").str() == "warning");
  CHECK(value.get("before").str() == std::string(40, 'b'));
  CHECK(value.get("after").str() == std::string(40, 'e'));
  CHECK_FALSE(github.own("push.branch").results.at(0).value().get("severity").exists());
  // Back to an older commit: nothing new comes with it.
  harness::EventFile event = harness::own_event("github", "push.forced.json");
  amfs::Value payload = *amfs::Value::parse(event.payload);
  payload["commits"] = amfs::Value::array();
  event.payload = payload.dump();
  CHECK(github.transform(event).results.at(0).summary == "bob force-pushed branch main");
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
  CHECK(check.value().get("result").str() == "No problems");
  CHECK(check.value().get("summary").str() == "120 files looked at");
  CHECK(check.value().get("annotations").i64() == 0);
  CHECK(check.value().get("details_url").str() == "https://ci.acme.example/101");
}

TEST_CASE("The merge queue: groups, and the pull requests in them") {
  GitHub github;
  const auto group = github.own("merge_group.checks_requested").results.at(0);
  CHECK(group.key == "merge-group-" + std::string(40, 'e'));
  CHECK(group.value().get("status").str() == "checks_requested");
  CHECK(group.value().get("about").str() == "pr-7");
  CHECK(group.pattern_refs ==
        std::vector<std::string>{"github:commit:" + std::string(40, 'e'), "github:pr:acme/api#7"});
  CHECK(group.occurred_ns == ns("2026-09-20T09:51:00Z"));
  const auto end = github.own("merge_group.destroyed").results.at(0);
  CHECK(end.key == group.key);
  CHECK(end.value().get("status").str() == "merged");
  CHECK(end.value().get("severity").str() == "info");
  CHECK(end.occurred_ns == 0);  // the event's own: later than the request in any order

  const auto in = github.own("pull_request.enqueued").results.at(0);
  CHECK(in.summary == "PR #7 enqueued: Add retries");
  CHECK(in.value().get("status").str() == "open");
  CHECK(in.value().get("auto_merge").str() == "squash");
  CHECK(in.value().get("merge_queue").dump() == R"({"state":"enqueued"})");
  const auto out = github.own("pull_request.dequeued").results.at(0);
  CHECK(out.value().get("merge_queue").dump() == R"({"state":"dequeued","reason":"CI_FAILURE"})");

  const auto named = [&](const char* head_ref) {
    harness::EventFile event = harness::own_event("github", "merge_group.destroyed.json");
    amfs::Value payload = *amfs::Value::parse(event.payload);
    payload["merge_group"]["head_ref"] = head_ref;
    payload["reason"] = "invalidated";
    event.payload = payload.dump();
    return github.transform(event).results.at(0).value();
  };
  CHECK(named("refs/heads/gh-readonly-queue/release/1.0/pr-12-abc").get("about").str() == "pr-12");
  for (const char* other : {"refs/heads/main", "refs/heads/gh-readonly-queue/main/pr-x-abc",
                            "refs/heads/gh-readonly-queue/main/pr-12", ""}) {
    CHECK_FALSE(named(other).get("about").exists());
  }
  CHECK(named("").get("status").str() == "invalidated");
  CHECK(named("").get("severity").str() == "warning");
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
