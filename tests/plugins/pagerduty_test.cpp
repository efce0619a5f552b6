// PagerDuty: state, joins and orders of an incident's events.
#include <algorithm>
#include <map>

#include "tests/plugins/result_rules.hpp"
#include "tests/plugins/rig_checks.hpp"
#include "tests/support/catch.hpp"

using amfs::Value;
using harness::changed;
using harness::own_event;
using harness::Rig;
using harness::send;
using harness::Sent;

namespace {

const std::string kPath = "incidents/pagerduty/Payments";
const std::string kWaiting = "incidents/pagerduty/_unassigned";
const std::string kKey = "incident-QINC001";

harness::EventFile fixture(const std::string& name) {
  return own_event("pagerduty", name + ".json");
}

Value incident(const Rig& rig) { return rig.current(kPath, kKey); }

// A fixture as if it had happened then.
Value at(const std::string& name, const Value& occurred_at) {
  return changed(fixture(name), {"event", "occurred_at"}, occurred_at);
}

// The value after these events, in this order.
Value after(const std::vector<std::string>& names) {
  Rig rig("pagerduty");
  for (const std::string& name : names) send(rig, name);
  return incident(rig);
}

}  // namespace

TEST_CASE("An incident has what an agent asks for") {
  Rig rig("pagerduty");
  const auto out = send(rig, "incident.priority_updated");
  const harness::Emitted& written = harness::check_only_fact(out, kPath, kKey);
  CHECK(written.summary == "Incident #17 priority updated: Card payments time out");
  CHECK(written.pattern_refs == std::vector<std::string>{"pagerduty:incident:QINC001"});
  const Value value = written.value();
  CHECK(value.get("title").str() == "Card payments time out");
  CHECK(value.get("status").str() == "acknowledged");
  CHECK(value.get("severity").str() == "high");
  CHECK(value.get("priority").str() == "P2");
  CHECK(value.get("urgency").str() == "high");
  CHECK(value.get("actor").str() == "Ada Lin");
  CHECK(value.get("service").str() == "Payments");
  CHECK(value.get("escalation_policy").str() == "Payments on call");
  CHECK(value.get("assignees").dump() == R"(["Ada Lin"])");
  CHECK(value.get("timeline").get(0).get("event").str() == "priority_updated");
  CHECK(value.get("timeline").get(0).get("at").str() == "2026-09-20T10:02:00.000Z");
}

TEST_CASE("All thirty types of v3 reach a handler") {
  const Rig manifest("pagerduty");
  CHECK(manifest.manifest().event_types.size() == 30);
  for (const std::string& type : manifest.manifest().event_types) {
    CAPTURE(type);
    Rig rig("pagerduty");
    const auto out = send(rig, type);
    REQUIRE(out.results.size() == 1);
    CHECK(out.results[0].value().get("last_event").str() == type);
  }
}

TEST_CASE("Severity: priority, else urgency; the operator's table before both") {
  const auto severity = [](const char* priority, const char* urgency, const std::string& config) {
    Rig rig("pagerduty", config);
    Value payload = changed(fixture("incident.triggered"), {"event", "data", "urgency"}, urgency);
    if (priority != nullptr) payload["event"]["data"]["priority"] = {{"summary", priority}};
    return rig.send({payload.dump(), {}}).results.at(0).value().get("severity").str();
  };
  const std::map<std::string, std::string> known = {
      {"P1", "critical"},     {"P2", "high"},
      {"P3", "medium"},       {"P4", "low"},
      {"P5", "low"},          {"SEV-1", "critical"},
      {"Sev 2", "high"},      {"sev3: minor", "medium"},
      {"P2 - Major", "high"}, {"Critical", "critical"},
      {"very low", "low"},    {"Medium", "medium"},
      {"P10", "low"}};
  for (const auto& [priority, expected] : known) {
    CAPTURE(priority);
    CHECK(severity(priority.c_str(), "low", "") == expected);
  }
  CHECK(severity(nullptr, "high", "") == "high");
  CHECK(severity(nullptr, "low", "") == "low");
  CHECK(severity("Houston", "low", "") == "low");
  CHECK(severity("Houston", "low", R"({"severities":{"houston":"critical"}})") == "critical");
  CHECK(severity("P1", "low", R"({"severities":{"P1":"medium"}})") == "medium");
}

TEST_CASE("A merge is no resolution") {
  const Value merged = after({"incident.triggered", "incident.resolved.merged"});
  CHECK(merged.get("status").str() == "merged");
  CHECK(merged.get("merged_into").str() == "QINC002");
  CHECK_FALSE(merged.get("resolved_at").exists());
  const Value resolved = after({"incident.triggered", "incident.resolved"});
  CHECK(resolved.get("status").str() == "resolved");
  CHECK(resolved.get("resolved_at").str() == "2026-09-20T10:40:00.000Z");
  // Reopened and later merged: nothing of the first end is left.
  const Value both = after({"incident.resolved", "incident.reopened", "incident.resolved.merged"});
  CHECK(both.get("status").str() == "merged");
  CHECK_FALSE(both.get("resolved_at").exists());
}

TEST_CASE("A resolution note joins its incident in either order") {
  for (const bool note_first : {false, true}) {
    CAPTURE(note_first);
    Rig rig("pagerduty");
    send(rig, note_first ? "incident.annotated.resolution" : "incident.resolved");
    CHECK(rig.current(kWaiting, kKey).exists() == note_first);
    const auto out = send(rig, note_first ? "incident.resolved" : "incident.annotated.resolution");
    const Value value = incident(rig);
    CHECK(value.get("status").str() == "resolved");
    CHECK(value.get("resolution_note").str() == "The gateway was moved to its second region.");
    CHECK(value.get("notes").size() == 1);
    CHECK(value.get("timeline").size() == 2);
    CHECK(value.get("last_event").str() == "incident.annotated");
    if (!note_first) continue;
    // What waited says where it went, and no ref leads to it any more.
    REQUIRE(out.results.size() == 2);
    CHECK(out.results[1].entity_path == kWaiting);
    CHECK(out.results[1].value().get("status").str() == "moved");
    CHECK(out.results[1].value().get("moved_to").str() == kPath);
    CHECK(out.results[1].pattern_refs.empty());
    CHECK(send(rig, "incident.annotated").results.at(0).entity_path == kPath);
  }
  CHECK(after({"incident.resolved", "incident.annotated.resolution"}) ==
        after({"incident.annotated.resolution", "incident.resolved"}));
}

TEST_CASE("Any order of an incident's events makes the same value") {
  std::vector<std::string> names = {
      "incident.triggered",           "incident.acknowledged",
      "incident.responder.added",     "incident.responder.replied",
      "incident.task.created",        "incident.task.completed",
      "incident.workflow.started",    "incident.workflow.completed",
      "incident.annotated",           "incident.conference_bridge.updated",
      "incident.role.assigned",       "incident.resolved",
      "incident.annotated.resolution"};
  const Value expected = after(names);
  CHECK(expected.get("status").str() == "resolved");
  CHECK(expected.get("responders").get(0).get("state").str() == "accepted");
  CHECK(expected.get("tasks").get(0).get("status").str() == "complete");
  CHECK(expected.get("workflows").get(0).get("status").str() == "completed");
  for (std::size_t turn = 0; turn < names.size(); ++turn) {
    std::rotate(names.begin(), names.begin() + 1, names.end());
    CHECK(after(names) == expected);
  }
  std::reverse(names.begin(), names.end());
  CHECK(after(names) == expected);
  // Twice as well: every repeat says nothing new.
  std::vector<std::string> twice = names;
  twice.insert(twice.end(), names.begin(), names.end());
  CHECK(after(twice) == expected);
}

TEST_CASE("An incident that moves to another service keeps its path") {
  Rig rig("pagerduty");
  send(rig, "incident.triggered");
  const auto out = send(rig, "incident.service_updated");
  REQUIRE(out.results.size() == 1);
  CHECK(out.results[0].entity_path == kPath);
  CHECK(incident(rig).get("service").str() == "Checkout");
}

TEST_CASE("Somebody else's entry with the incident's ref does not divert it") {
  Rig rig("pagerduty");
  rig.memory()[{"incidents/pagerduty/A note", "note-1"}] = {R"({"title":"mine"})",
                                                            {"pagerduty:incident:QINC001"}};
  send(rig, "incident.annotated");
  CHECK(rig.current(kWaiting, kKey).get("notes").size() == 1);
  send(rig, "incident.acknowledged");
  CHECK(incident(rig).get("notes").size() == 1);
  CHECK(rig.current(kWaiting, kKey).get("status").str() == "moved");
  send(rig, "incident.annotated.resolution");
  CHECK(incident(rig).get("notes").size() == 2);
}

TEST_CASE("Services: renamed ones keep their path, deleted ones leave a tombstone") {
  Rig rig("pagerduty");
  CHECK(send(rig, "service.created").results.at(0).entity_path == kPath);
  CHECK(send(rig, "service.updated").results.at(0).entity_path == kPath);
  CHECK(send(rig, "service.custom_field_values.updated").results.at(0).entity_path == kPath);
  Value value = rig.current(kPath, "service-PSVC001");
  CHECK(value.get("title").str() == "Payments EU");
  CHECK(value.get("status").str() == "active");
  CHECK(value.get("custom_fields").get(0).get("value").str() == "1");
  send(rig, "service.deleted");
  send(rig, "service.updated");  // late
  CHECK(rig.current(kPath, "service-PSVC001").get("status").str() == "deleted");
}

TEST_CASE("v1 and v2 bodies, and types that are new, stay raw") {
  Rig rig("pagerduty");
  for (const char* name : {"raw.v1", "raw.v2", "raw.unknown"}) {
    CAPTURE(name);
    const Sent sent{fixture(name).payload, {}};
    CHECK_FALSE(rig.identify(sent).handled);
    // Even when it gets there.
    harness::Identity identity = rig.identify(sent);
    identity.event_type = "incident.trigger";
    CHECK(rig.transform(sent, identity).results.empty());
  }
  CHECK(rig.identify({fixture("raw.v2").payload, {}}).event_type == "incident.trigger");
  CHECK(rig.identify({fixture("pagey.ping").payload, {}}).handshake.has_value());
}

TEST_CASE("Whatever a clock says, the next normal event is current") {
  const std::vector<Value> clocks = {"2099-01-01T00:00:00Z",
                                     9223372036854775807LL,
                                     1790000000000LL,  // milliseconds for seconds
                                     -5,
                                     "-0001-01-01T00:00:00Z",
                                     "1970-01-01T00:00:00Z",
                                     "yesterday",
                                     Value::array(),
                                     1e300};
  for (const Value& clock : clocks) {
    CAPTURE(clock.dump());
    Rig rig("pagerduty");
    send(rig, "incident.triggered");
    rig.send({at("incident.escalated", clock).dump(), {}});
    send(rig, "incident.acknowledged");
    CHECK(incident(rig).get("status").str() == "acknowledged");
    CHECK(incident(rig).get("last_event").str() == "incident.acknowledged");
    CHECK(incident(rig).get("timeline").size() == 3);
  }
  // Missing: when it came counts, so what happened before stays behind it.
  Rig rig("pagerduty");
  rig.send({at("incident.resolved", Value::missing()).dump(), {}});
  send(rig, "incident.acknowledged");
  CHECK(incident(rig).get("status").str() == "resolved");
  // Equal: arrival decides.
  Rig equal("pagerduty");
  send(equal, "incident.acknowledged");
  equal.send({at("incident.unacknowledged", "2026-09-20T10:01:10.030Z").dump(), {}});
  CHECK(incident(equal).get("status").str() == "triggered");
}

TEST_CASE("A replay of an event with a wrong clock does not bring its state back") {
  Rig rig("pagerduty");
  Sent odd{at("incident.escalated", "2099-01-01T00:00:00Z").dump(), {}};
  rig.send(odd);
  send(rig, "incident.acknowledged");
  odd.flags = AMFS_EVENT_REPLAY;
  rig.send(odd);
  CHECK(incident(rig).get("status").str() == "acknowledged");
}

TEST_CASE("Lists and texts are bounded, and the value with them") {
  Rig rig("pagerduty");
  send(rig, "incident.triggered");
  for (int i = 0; i < 70; ++i) {
    Value payload = changed(fixture("incident.annotated"), {"event", "data", "id"}, i + 1);
    payload["event"]["id"] = "note-event-" + std::to_string(1000 + i);
    payload["event"]["occurred_at"] = "2026-09-20T12:00:" + std::to_string(10 + i % 50) + "Z";
    payload["event"]["data"]["content"] = std::string(9000, '\x01');  // six bytes each as JSON
    rig.send({payload.dump(), {}});
  }
  const Value value = incident(rig);
  CHECK(value.get("notes").size() <= 50);
  CHECK(value.get("notes").size() >= 25);
  CHECK(value.get("timeline").size() <= 50);
  CHECK(value.dump().size() < 256 * 1024);
  CHECK(value.get("title").str() == "Card payments time out");

  Rig quiet("pagerduty", R"({"text_characters":0})");
  send(quiet, "incident.annotated");
  CHECK_FALSE(quiet.current(kWaiting, kKey).get("notes").get(0).get("text").exists());
  CHECK(Rig("pagerduty", R"({"text_characters":2001})").created().status == AMFS_BAD_CONFIG);
  CHECK(Rig("pagerduty", R"({"severities":{"P1":"worst"}})").created().status == AMFS_BAD_CONFIG);
}
