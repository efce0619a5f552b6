// One entry incident-{id} follows an incident through all its events, in whatever order they come.
#include <utility>

#include "common/fields.hpp"
#include "delivery.hpp"

namespace pagerduty {

using amfs::Json;
using amfs::Value;
using common::headline;
using common::kMaxText;
using common::scalar;

namespace {

// The incident itself, or the reference to it. Roles have one in each assignment.
Json incident_in(const Delivery& delivery, const IncidentEvent& kind) {
  if (kind.apply == apply_state) return delivery.data;
  if (kind.apply == apply_roles) {
    return delivery.data["incident_role_assignments"][0]["incident"];
  }
  return delivery.data["incident"];
}

// An incident seen only through what hangs on it has no more than its reference says.
void describe_by_reference(const Json& incident, Value& value) {
  if (value.get("status").str("unknown") != "unknown") return;
  value["status"] = "unknown";
  if (!incident["summary"].view().empty()) value["title"] = scalar(incident["summary"]);
  set_text(value, "url", incident["html_url"]);
}

// What came before its service was known joins what is here.
void take_over(const Value& waiting, Value& value) {
  if (!value.get("status").exists()) {
    value = waiting;
    return;
  }
  for (const Value::Member& member : waiting.members()) {
    if (!value.get(member.name).exists()) value[member.name] = member.value;
    if (!member.value.is_array()) continue;
    for (const Value& item : member.value.items()) {
      if (item.is_object()) common::put_item(value[member.name], item);
    }
  }
}

void add_to_timeline(const Delivery& delivery, const std::string& remark, Value& value) {
  const std::string_view type = delivery.event.event_type();
  Value step{{"id", delivery.id()},
             {"at", delivery.at()},
             {"event", amfs::clip(type.substr(type.find('.') + 1), kMaxText)},
             {"actor", delivery.actor()}};
  if (!remark.empty()) step["text"] = remark;
  common::put_item(value["timeline"], std::move(step));
}

std::string headline_of(const IncidentEvent& kind, const Value& value) {
  const std::string number = value.get("number").text();
  const bool merged = kind.type == "incident.resolved" && value.get("status").str() == "merged";
  std::string text = number.empty() ? "Incident" : "Incident #" + number;
  text += merged ? " merged" : " " + std::string(kind.phrase);
  return amfs::clip(text + ": " + value.get("title").str("no title"), kMaxText);
}

}  // namespace

amfs::Results on_incident(const Delivery& delivery, const IncidentEvent& kind) {
  const Json incident = incident_in(delivery, kind);
  const auto id = common::key_part(incident["id"].text());
  if (!id) throw amfs::Unmatched("the payload has no incident id that can be part of a key");
  const std::string key = "incident-" + *id;
  const std::string ref = "pagerduty:incident:" + *id;
  const common::Home home = home_of(delivery, key, ref, delivery.data["service"]);

  Value value = common::stored_value(home.entry);
  if (home.waiting) take_over(common::stored_value(home.waiting), value);
  note_event(delivery, value);
  const std::string remark = kind.apply(delivery, value);
  describe_by_reference(incident, value);
  add_to_timeline(delivery, remark, value);
  common::fit(value, {{"notes", "id", "text"},
                      {"status_updates", "id", "text"},
                      {"responders", "id", "message"},
                      {"tasks", "id", "description"},
                      {"timeline", "id", "text"},
                      {"custom_fields", "id", "value"},
                      {"roles", "id", "assignee"},
                      {"workflows", "id", "name"},
                      {"actions", "id", "name"}});

  const std::string summary = headline_of(kind, value);
  amfs::Results results(amfs::write(home.path, key, std::move(value))
                            .confidence(common::kStateConfidence)
                            .memory_type(amfs::MemoryType::fact)
                            .summary(summary)
                            .pattern_ref(ref));
  if (home.waiting) {
    results.add(common::moved(*home.waiting, home.path, key, delivery.event.event_type()));
  }
  return results;
}

}  // namespace pagerduty
