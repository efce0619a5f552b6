// Jira: what hangs on an issue or a project, and how it finds it; sprints and deployments.
#include "host/config/manifest_loader.hpp"
#include "tests/plugins/jira_harness.hpp"
#include "tests/support/catch.hpp"

using amfs::Value;
using harness::changed;
using harness::Rig;
using harness::send;
using jira_test::fixture;
using jira_test::kPath;
using jira_test::kWaiting;
using jira_test::post;

TEST_CASE("Jira: a worklog finds its issue by id, in either order") {
  Value both[2];
  for (const bool worklog_first : {false, true}) {
    CAPTURE(worklog_first);
    Rig rig("jira");
    send(rig, worklog_first ? "worklog.created" : "issue.created");
    CHECK(rig.current(kWaiting, "worklog-800").exists() == worklog_first);
    send(rig, worklog_first ? "issue.created" : "worklog.created");
    const Value worklog = rig.current(kPath, "worklog-800");
    CHECK(worklog.get("title").str() == "Checkout times out");
    CHECK(worklog.get("about").str() == "issue-SHOP-41");
    CHECK(worklog.get("time_spent").str() == "2h");
    CHECK(worklog.get("seconds").i64() == 7200);
    CHECK(worklog.get("url").str() ==
          "https://acme.atlassian.net/browse/SHOP-41?focusedWorklogId=800");
    both[worklog_first ? 1 : 0] = worklog;
    if (worklog_first) {
      // What waited says where it went, and no ref leads to it any more.
      const Value left = rig.current(kWaiting, "worklog-800");
      CHECK(left.get("status").str() == "moved");
      CHECK(left.get("moved_to").str() == kPath);
      CHECK(rig.memory().at({kWaiting, "worklog-800"}).pattern_refs.empty());
      CHECK(rig.current(kWaiting, "waiting-issue-20041").get("status").str() == "joined");
    }
    // Its later events go where it is.
    CHECK(send(rig, "worklog.updated").results.at(0).entity_path == kPath);
    CHECK(send(rig, "worklog.deleted").results.at(0).entity_path == kPath);
    CHECK(rig.current(kPath, "worklog-800").get("status").str() == "deleted");
    CHECK_FALSE(rig.current(kPath, "worklog-800").get("body").exists());
    send(rig, "worklog.updated");  // late
    CHECK(rig.current(kPath, "worklog-800").get("status").str() == "deleted");
  }
  CHECK(both[0] == both[1]);
}

TEST_CASE("Jira: a comment before and after its issue is the same") {
  Value both[2];
  for (const bool comment_first : {false, true}) {
    CAPTURE(comment_first);
    Rig rig("jira");
    send(rig, comment_first ? "comment.created" : "issue.created");
    send(rig, comment_first ? "issue.created" : "comment.created");
    both[comment_first ? 1 : 0] = rig.current(kPath, "comment-700");
    CHECK(rig.memory().size() == 2);  // nothing waited
  }
  CHECK(both[0] == both[1]);
  CHECK(both[0].get("body").str() == "Reproduced in the second region.");
  CHECK(both[0].get("about").str() == "issue-SHOP-41");
  CHECK(both[0].get("author").str() == "Bob Roe");
}

TEST_CASE("Jira: the two deliveries of one comment make one version") {
  Rig rig("jira");
  send(rig, "issue.created");
  send(rig, "comment.created");
  const Value before = rig.current(kPath, "comment-700");
  CHECK(send(rig, "issue.commented").results.size() == 2);
  CHECK(rig.current(kPath, "comment-700") == before);
  send(rig, "comment.deleted");
  send(rig, "issue.commented");  // late: it does not bring the comment back
  const Value deleted = rig.current(kPath, "comment-700");
  CHECK(deleted.get("status").str() == "deleted");
  CHECK(deleted.get("actor").str() == "Ada Lin");
  CHECK_FALSE(deleted.get("body").exists());
}

TEST_CASE("Jira: a comment without its issue has the issue's id in its address") {
  Rig rig("jira");
  CHECK(send(rig, "comment.without_issue").results.at(0).entity_path == kWaiting);
  send(rig, "issue.created");
  CHECK(rig.current(kPath, "comment-701").get("title").str() == "Checkout times out");
  CHECK(rig.current(kPath, "comment-701").get("body").str() == "Who knows more?");
  Rig known("jira");
  send(known, "issue.created");
  CHECK(send(known, "comment.without_issue").results.at(0).entity_path == kPath);
}

TEST_CASE("Jira: waiting lists are bounded, and what falls off joins with its next event") {
  Rig rig("jira");
  for (int i = 0; i < 30; ++i) {
    post(rig, changed(fixture("worklog.created"), {"worklog", "id"}, std::to_string(1000 + i)));
  }
  CHECK(rig.current(kWaiting, "waiting-issue-20041").get("items").size() == 20);
  send(rig, "issue.created");
  CHECK_FALSE(rig.current(kPath, "worklog-1000").exists());
  CHECK(rig.current(kPath, "worklog-1010").exists());
  CHECK(rig.current(kPath, "worklog-1029").exists());
  post(rig, changed(fixture("worklog.updated"), {"worklog", "id"}, "1000"));
  CHECK(rig.current(kPath, "worklog-1000").get("time_spent").str() == "3h");
  CHECK(rig.current(kWaiting, "worklog-1000").get("status").str() == "moved");
}

TEST_CASE("Jira: somebody else's entry with the issue's ref diverts nothing") {
  Rig rig("jira");
  rig.memory()[{"projects/jira/A note", "note-1"}] = {R"({"title":"mine"})", {"jira:issue:20041"}};
  send(rig, "issue.created");
  CHECK(send(rig, "worklog.created").results.at(0).entity_path == kPath);
  // Nor does a list that somebody has written.
  Rig forged("jira");
  forged.memory()[{kWaiting, "waiting-issue-20041"}] = {
      R"({"items":["note-1","../x","comment-7",5,{"a":1}]})", {}};
  forged.memory()[{kWaiting, "note-1"}] = {R"({"status":"x","last_event":"y"})", {}};
  CHECK(send(forged, "issue.created").results.size() == 2);  // the issue, and the list emptied
  CHECK_FALSE(forged.current(kPath, "note-1").exists());
}

TEST_CASE("Jira: versions find their project by id, in either order") {
  for (const bool version_first : {false, true}) {
    CAPTURE(version_first);
    Rig rig("jira");
    if (version_first) {
      CHECK(send(rig, "version.created").results.at(0).entity_path == kWaiting);
      send(rig, "issue.created");
      CHECK(rig.current(kPath, "release-300").get("status").str() == "unreleased");
    } else {
      send(rig, "issue.created");
    }
    const auto out = send(rig, "version.released");
    CHECK(out.results.at(0).entity_path == kPath);
    CHECK(out.results[0].summary == "Version 2.1: released");
    const Value version = rig.current(kPath, "release-300");
    CHECK(version.get("title").str() == "2.1");
    CHECK(version.get("status").str() == "released");
    CHECK(version.get("release_date").str() == "2026-09-20");
    CHECK(version.get("description").str() == "Faster checkout");
    send(rig, "version.unreleased");
    CHECK(rig.current(kPath, "release-300").get("status").str() == "unreleased");
    send(rig, "version.merged");
    send(rig, "version.released");  // late
    CHECK(rig.current(kPath, "release-300").get("status").str() == "merged");
    CHECK(rig.current(kPath, "release-300").get("merged_to").str() == "2.2");
  }
}

TEST_CASE("Jira: sprints belong to their board") {
  Rig rig("jira");
  const std::string board = "projects/jira/board-9";
  const auto started = send(rig, "sprint.started");
  CHECK(started.results.at(0).entity_path == board);
  CHECK(started.results[0].key == "sprint-55");
  CHECK(started.results[0].summary == "Sprint 12: active");
  send(rig, "sprint.created");  // late
  CHECK(rig.current(board, "sprint-55").get("status").str() == "active");
  send(rig, "sprint.closed");
  const Value sprint = rig.current(board, "sprint-55");
  CHECK(sprint.get("status").str() == "closed");
  CHECK(sprint.get("goal").str() == "Fast checkout");
  CHECK(sprint.get("completed_at").str() == "2026-09-20T14:00:00.000Z");
  // Without its board it is found again.
  Value payload = changed(fixture("sprint.deleted"), {"sprint", "id"}, 55);
  CHECK(post(rig, payload).results.at(0).entity_path == board);
  CHECK(rig.current(board, "sprint-55").get("status").str() == "deleted");
  CHECK(send(rig, "sprint.deleted").results.at(0).entity_path == kWaiting);
}

TEST_CASE("Jira: deployments by Automation") {
  Rig rig("jira");
  const auto failed = send(rig, "deployment.failed");
  REQUIRE(failed.results.size() == 1);
  CHECK(failed.results[0].entity_path == kPath);
  CHECK(failed.results[0].key == "deployment-production 77");
  CHECK(failed.results[0].summary == "Deployment to production: failed");
  CHECK(failed.results[0].value().get("severity").str() == "error");
  send(rig, "deployment.successful");
  send(rig, "deployment.failed");  // late
  const Value value = rig.current(kPath, "deployment-production 77");
  CHECK(value.get("status").str() == "successful");
  CHECK(value.get("severity").str() == "info");
  CHECK(value.get("environment").str() == "production");
  CHECK(value.get("environment_type").str() == "production");
  CHECK(value.get("about").str() == "issue-SHOP-41");
  // Automation's smart values make texts of everything.
  Value texts = changed(fixture("deployment.failed"), {"timestamp"}, "1789904000000");
  texts["deployment"]["state"] = "rolled_back";
  CHECK(rig.identify({texts.dump(), {}}).occurred_ns == 1789904000000'000'000);
  post(rig, texts);
  CHECK(rig.current(kPath, "deployment-production 77").get("status").str() == "rolled_back");
  CHECK(send(rig, "deployment.by_number").results.at(0).key == "deployment-api.stage-1.12");
}

TEST_CASE("Jira: the manifests for Data Center and Automation say the same of deliveries") {
  const Rig rig("jira");
  const host::config::Manifest& jira = rig.manifest();
  const auto load = [](const std::string& folder) {
    const std::string file =
        std::string(AMFS_MANIFESTS_DIR) + "/jira/" + folder + "/connector.yaml";
    auto manifest = host::config::load_manifest(file);
    if (!manifest) FAIL(manifest.error().message);
    return std::move(*manifest);
  };
  const auto data_center = load("data-center");
  CHECK(data_center.name == "jira-data-center");
  CHECK(data_center.webhook.signature.scheme == host::config::SignatureScheme::basic);
  CHECK(data_center.event_types == jira.event_types);
  CHECK(data_center.webhook.max_payload_bytes == jira.webhook.max_payload_bytes);
  const auto oauth = load("oauth");
  CHECK(oauth.name == "jira-oauth");
  CHECK(oauth.webhook.signature.scheme == host::config::SignatureScheme::jwt);
  CHECK(oauth.event_types == jira.event_types);
  CHECK(oauth.webhook.max_payload_bytes == jira.webhook.max_payload_bytes);
  const auto automation = load("automation");
  CHECK(automation.webhook.signature.scheme == host::config::SignatureScheme::token);
  CHECK(automation.handles("deployment"));
  CHECK_FALSE(automation.handles("jira:issue_updated"));
  for (const auto* each : {&data_center, &oauth, &automation}) {
    CHECK(each->entry_point.class_name == jira.entry_point.class_name);
    CHECK(each->default_entity_path == jira.default_entity_path);
    CHECK(each->permissions.memory_read);
  }
}
