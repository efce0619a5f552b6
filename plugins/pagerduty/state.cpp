// Events that carry the incident itself: its state as of then.
#include "common/fields.hpp"
#include "delivery.hpp"

namespace pagerduty {

using amfs::Json;
using amfs::Value;
using common::kMaxText;
using common::names;
using common::scalar;

namespace {

constexpr std::string_view kMergeReason = "merge_resolve_reason";

// The payload's word for it; else what the kind of event means.
std::string status_in(const Delivery& delivery) {
  const std::string_view status = delivery.data["status"].view();
  if (!status.empty()) return amfs::clip(status, kMaxText);
  const std::string_view type = delivery.event.event_type();
  if (type == "incident.acknowledged" || type == "incident.resolved") {
    return std::string(type.substr(type.find('.') + 1));
  }
  const bool opened = type == "incident.triggered" || type == "incident.reopened" ||
                      type == "incident.unacknowledged";
  return opened ? "triggered" : "";
}

// A merge arrives as `resolved` with the merger as its agent. It is no resolution: the incident
// lives on in another one. Later events of a merged incident say only `resolved`.
void set_status(const Delivery& delivery, Value& incident) {
  const std::string status = status_in(delivery);
  if (status.empty()) return;
  const Json reason = delivery.data["resolve_reason"];
  const bool resolves = delivery.event.event_type() == "incident.resolved";
  const bool merges = reason["type"].view() == kMergeReason;
  const bool was_merged = incident.get("status").str() == "merged";
  if (status != "resolved") {
    incident["status"] = status;
    incident.erase("resolved_at");
    incident.erase("merged_into");
  } else if (merges) {
    incident["status"] = "merged";
    set_text(incident, "merged_into", reason["incident"]["id"]);
    incident.erase("resolved_at");
  } else if (resolves || !was_merged) {
    incident["status"] = "resolved";
    incident.erase("merged_into");
    if (resolves) incident["resolved_at"] = delivery.at();
  }
}

void set_severity(const Delivery& delivery, Value& incident) {
  const Json priority = delivery.data["priority"];
  set(incident, "priority", priority, scalar(priority["summary"]));
  set_text(incident, "urgency", delivery.data["urgency"]);
  const std::string severity = severity_of(
      delivery.settings.severities, incident.get("priority").str(), incident.get("urgency").str());
  incident["severity"] = severity.empty() ? Value::missing() : Value(severity);
}

void set_service(const Json& service, Value& incident) {
  set_text(incident, "service", service["summary"]);
  set_text(incident, "service_id", service["id"]);
}

void set_bridge(const Delivery& delivery, Value& incident) {
  const Json bridge = delivery.data["conference_bridge"];
  if (!bridge.is_object()) return;
  Value made = incident.get("conference_bridge");
  if (!common::advance(made, "at", delivery.moment)) return;
  made["url"] = scalar(bridge["conference_url"]);
  const Value number = scalar(bridge["conference_number"]);
  made["numbers"] = number.exists() ? Value::array({number}) : Value::missing();
  incident["conference_bridge"] = std::move(made);
}

std::string joined(const Value& list) {
  std::string out;
  for (const Value& name : list.items()) out += (out.empty() ? "" : ", ") + name.text();
  return amfs::clip(out, kMaxText);
}

// What the timeline says beside the kind of event.
std::string remark(const Delivery& delivery, const Value& incident) {
  const std::string_view type = delivery.event.event_type();
  if (type == "incident.escalated" || type == "incident.reassigned") {
    return joined(names(delivery.data["assignees"], "summary"));
  }
  if (type == "incident.delegated") {
    return common::headline(delivery.data["escalation_policy"]["summary"], "");
  }
  if (type == "incident.priority_updated") {
    return common::headline(delivery.data["priority"]["summary"], "none");
  }
  if (type == "incident.service_updated") {
    return common::headline(delivery.data["service"]["summary"], "");
  }
  if (type == "incident.incident_type.changed") {
    return common::headline(delivery.data["incident_type"]["name"], "");
  }
  const std::string into = delivery.data["resolve_reason"]["incident"]["id"].text();
  return type == "incident.resolved" && incident.get("status").str() == "merged"
             ? "merged into " + amfs::clip(into, kMaxText)
             : "";
}

}  // namespace

std::string apply_state(const Delivery& delivery, Value& incident) {
  if (!common::advance(incident, "state_at", delivery.moment)) return remark(delivery, incident);
  const Json data = delivery.data;
  set_text(incident, "title", data["title"]);
  set_status(delivery, incident);
  set_text(incident, "url", data["html_url"]);
  set_severity(delivery, incident);
  set_text(incident, "number", data["number"]);
  if (data["service"].is_object()) set_service(data["service"], incident);
  set(incident, "assignees", data["assignees"], names(data["assignees"], "summary"));
  const Json policy = data["escalation_policy"];
  set(incident, "escalation_policy", policy, scalar(policy["summary"]));
  set(incident, "teams", data["teams"], names(data["teams"], "summary"));
  set(incident, "incident_type", data["incident_type"], scalar(data["incident_type"]["name"]));
  for (const char* plain : {"incident_key", "created_at", "reopened_at"}) {
    set_text(incident, plain, data[plain]);
  }
  set_bridge(delivery, incident);
  return remark(delivery, incident);
}

}  // namespace pagerduty
