// Jira: real payloads from $AMFS_FIXTURES_DIR, and events that are wrong in one place.
#include "tests/plugins/mutation.hpp"
#include "tests/plugins/result_rules.hpp"
#include "tests/plugins/rig_checks.hpp"
#include "tests/support/catch.hpp"

using amfs::Value;
using harness::Rig;

namespace {

// What the entry is about, as its key begins.
std::string key_of(const std::string& event_type, const Value& payload) {
  if (event_type.rfind("jira:issue_", 0) == 0) {
    return "issue-" + payload.get("issue").get("key").str();
  }
  const std::string kind = event_type.substr(0, event_type.find('_'));
  return kind + "-" + payload.get(kind).get("id").text();
}

}  // namespace

TEST_CASE("Jira: real payloads") {
  const auto events = harness::real_events("jira");
  if (!events) return;
  REQUIRE(events->size() >= 12);
  Rig rig("jira");  // one host for all of these sites
  for (const auto& event : *events) {
    CAPTURE(event.name);
    const harness::Sent sent{event.payload, {}};
    const auto identity = rig.identify(sent);
    const auto payload = Value::parse(event.payload);
    if (!payload) {  // a dead letter
      CHECK(event.name.find("malformed") != std::string::npos);
      CHECK_FALSE(identity.handled);
      auto forced = identity;
      forced.event_type = "comment_created";
      CHECK(rig.transform(sent, forced).status == AMFS_UNMATCHED);
      continue;
    }
    CHECK(identity.event_type == event.event_type);
    CHECK(identity.handled);
    const auto out = rig.send(sent);
    REQUIRE_FALSE(out.results.empty());
    const auto& written = out.results[0];
    CHECK(written.entity_path ==
          (event.entity_path.empty() ? "projects/jira/_unassigned" : event.entity_path));
    CHECK(written.key == key_of(event.event_type, *payload));
    CHECK_FALSE(written.value().get("title").str().empty());
    CHECK_FALSE(written.value().get("actor").str().empty());
    CHECK_FALSE(written.summary.empty());
  }
}

TEST_CASE("Jira: wrong in one place") {
  Rig empty("jira", R"({"fields":{"customfield_10016":"story_points"}})");
  Rig filled("jira");
  const auto events = harness::own_events("jira");
  REQUIRE(events.size() >= 30);
  for (const auto& event : events) filled.send(harness::sent_of("jira", event));
  std::size_t count = 0;
  for (const auto& event : events) {
    count += harness::check_wrong_payloads(empty, event, 8, harness::wrong_values());
    count += harness::check_wrong_payloads(filled, event, 3, harness::wrong_values());
    count += harness::check_wrong_payloads(filled, event, 8, harness::huge_values());
    harness::check_cut_payloads(empty, event);
  }
  CHECK(count > 20000);
}

TEST_CASE("Jira: real payloads, wrong in one place") {
  const auto events = harness::real_events("jira");
  if (!events) return;
  Rig rig("jira");
  std::size_t count = 0;
  for (const auto& event : *events) {
    if (!Value::parse(event.payload)) continue;
    count += harness::check_wrong_payloads(rig, event, 4, harness::wrong_values());
  }
  CHECK(count > 5000);
}

TEST_CASE("Jira: what is stored is wrong in one place") {
  Rig rig("jira");
  const auto event = [](const char* name) { return harness::own_event("jira", name); };
  const std::vector<harness::EventFile> story = {
      event("worklog.created.json"), event("version.created.json"),
      event("attachment.created.json"), event("sprint.started.json")};
  for (const auto& each : story) rig.send(harness::sent_of("jira", each));
  std::vector<harness::EventFile> next = {event("issue.created.json"), event("issue.done.json"),
                                          event("issue.commented.json"),
                                          event("worklog.updated.json")};
  std::size_t count = harness::check_wrong_memory(rig, next, 4, harness::wrong_values());
  rig.send(harness::sent_of("jira", event("issue.in_progress.json")));
  next.push_back(event("issue.moved.json"));
  next.push_back(event("version.released.json"));
  next.push_back(event("sprint.closed.json"));
  count += harness::check_wrong_memory(rig, next, 4, harness::wrong_values());
  count += harness::check_wrong_memory(rig, next, 1, harness::huge_values());
  CHECK(count > 3000);
}
