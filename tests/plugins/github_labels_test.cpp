// GitHub: the labels of issues and pull requests over time.
#include <algorithm>

#include "tests/plugins/mutation.hpp"
#include "tests/plugins/rig_checks.hpp"
#include "tests/support/catch.hpp"

using amfs::Value;
using harness::Rig;

namespace {

const std::string kPath = "repos/acme/api";

void deliver(Rig& rig, const std::string& name) {
  rig.send(harness::sent_of("github", harness::own_event("github", name + ".json")));
}

// The fixture with another label, second after second.
void label(Rig& rig, int number) {
  const auto event = harness::own_event("github", "issues.labeled.json");
  Value payload = harness::changed(event, {"label", "name"}, "label " + std::to_string(number));
  payload["issue"]["updated_at"] = "2026-09-20T10:00:" + std::to_string(10 + number % 50) + "Z";
  rig.send(harness::sent_of("github", {event.name, event.event_type, "", payload.dump()}));
}

}  // namespace

TEST_CASE("GitHub: label history adds up beside the issue") {
  Rig rig("github");
  deliver(rig, "issues.opened");
  CHECK(rig.memory().size() == 1);  // only changes of labels make it
  deliver(rig, "issues.labeled");
  deliver(rig, "issues.unlabeled");
  const Value history = rig.current(kPath, "labels-issue-12");
  CHECK(history.get("about").str() == "issue-12");
  CHECK(history.get("title").str() == rig.current(kPath, "issue-12").get("title").str());
  CHECK(history.get("status").str() == "open");
  CHECK(history.get("labels").dump() == "[]");
  REQUIRE(history.get("history").size() == 2);
  const Value& first = history.get("history").get(0);
  CHECK(first.get("label").str() == "bug");
  CHECK(first.get("change").str() == "added");
  CHECK(first.get("actor").str() == "ada");
  CHECK(first.get("at").str() == "2026-09-20T09:20:00.000Z");
  CHECK(history.get("history").get(1).get("change").str() == "removed");
  deliver(rig, "pull_request.labeled");
  CHECK(rig.current(kPath, "labels-pr-7").get("history").get(0).get("label").str() == "p1");
}

TEST_CASE("GitHub: label history is the same in any order, and for repeats") {
  Rig forward("github");
  Rig backward("github");
  send(forward, "issues.labeled");
  send(forward, "issues.unlabeled");
  send(backward, "issues.unlabeled");
  send(backward, "issues.labeled");
  send(backward, "issues.unlabeled");
  CHECK(forward.current(kPath, "labels-issue-12") == backward.current(kPath, "labels-issue-12"));
}

TEST_CASE("GitHub: label history keeps the fifty newest changes") {
  Rig rig("github");
  for (int i = 0; i < 50; ++i) label(rig, i);
  deliver(rig, "issues.labeled");  // older than all of them
  Value history = rig.current(kPath, "labels-issue-12").get("history");
  REQUIRE(history.size() == 50);
  CHECK(history.get(0).get("label").str() == "label 0");
  CHECK(history.get(49).get("label").str() == "label 49");
}

TEST_CASE("GitHub: what is stored is wrong in one place") {
  Rig rig("github");
  deliver(rig, "issues.labeled");
  deliver(rig, "pull_request.labeled");
  const std::vector<harness::EventFile> next = {
      harness::own_event("github", "issues.unlabeled.json"),
      harness::own_event("github", "pull_request.labeled.json")};
  std::size_t count = harness::check_wrong_memory(rig, next, 4, harness::wrong_values());
  count += harness::check_wrong_memory(rig, next, 1, harness::huge_values());
  CHECK(count > 1000);
}
