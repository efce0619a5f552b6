// PagerDuty: real payloads from $AMFS_FIXTURES_DIR, and events that are wrong in one place.
#include "tests/plugins/mutation.hpp"
#include "tests/plugins/result_rules.hpp"
#include "tests/plugins/rig_checks.hpp"
#include "tests/support/catch.hpp"

using harness::Rig;

TEST_CASE("PagerDuty: real payloads") {
  const auto events = harness::real_events("pagerduty");
  if (!events) return;
  REQUIRE(events->size() >= 9);
  for (const auto& event : *events) {
    CAPTURE(event.name);
    Rig rig("pagerduty");
    const harness::Sent sent{event.payload, {}};
    const auto identity = rig.identify(sent);
    CHECK(identity.event_type == event.event_type);
    CHECK(identity.delivery_id == event.delivery_id);
    const auto out = rig.send(sent);
    if (!identity.handled) {
      CHECK(identity.raw_path == event.entity_path);
      continue;
    }
    REQUIRE(out.results.size() == 1);
    const bool waits = event.entity_path.empty();
    CHECK(out.results[0].entity_path ==
          (waits ? "incidents/pagerduty/_unassigned" : event.entity_path));
    const amfs::Value data = amfs::Value::parse(event.payload)->get("event").get("data");
    const amfs::Value& thing = waits ? data.get("incident") : data;
    const std::string kind = event.event_type.substr(0, event.event_type.find('.'));
    CHECK(out.results[0].key == kind + "-" + thing.get("id").str());
    CHECK_FALSE(out.results[0].value().get("title").str().empty());
    CHECK_FALSE(out.results[0].value().get("actor").str().empty());
  }
}

TEST_CASE("PagerDuty: wrong in one place") {
  Rig empty("pagerduty");
  Rig filled("pagerduty");
  const auto events = harness::own_events("pagerduty");
  for (const auto& event : events) filled.send(harness::sent_of("pagerduty", event));
  std::size_t count = 0;
  for (const auto& event : events) {
    count += harness::check_wrong_payloads(empty, event, 8, harness::wrong_values());
    count += harness::check_wrong_payloads(filled, event, 8, harness::huge_values());
    harness::check_cut_payloads(empty, event);
  }
  CHECK(count > 10000);
}

TEST_CASE("PagerDuty: real payloads, wrong in one place") {
  const auto events = harness::real_events("pagerduty");
  if (!events) return;
  Rig rig("pagerduty");
  std::size_t count = 0;
  for (const auto& event : *events) {
    count += harness::check_wrong_payloads(rig, event, 8, harness::wrong_values());
  }
  CHECK(count > 3000);
}

TEST_CASE("PagerDuty: what is stored is wrong in one place") {
  Rig rig("pagerduty");
  const auto event = [](const char* name) { return harness::own_event("pagerduty", name); };
  const std::vector<harness::EventFile> story = {
      event("incident.triggered.json"), event("incident.responder.added.json"),
      event("incident.annotated.json"), event("service.created.json")};
  for (const auto& each : story) rig.send(harness::sent_of("pagerduty", each));
  std::vector<harness::EventFile> next = story;
  next.push_back(event("incident.annotated.resolution.json"));
  next.push_back(event("incident.resolved.merged.json"));
  std::size_t count = harness::check_wrong_memory(rig, next, 4, harness::wrong_values());
  count += harness::check_wrong_memory(rig, next, 1, harness::huge_values());
  CHECK(count > 3000);
}
