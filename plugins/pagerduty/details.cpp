// What is attached to an incident: tasks, roles, workflows, actions, its conference bridge and its
// custom fields.
#include "common/fields.hpp"
#include "delivery.hpp"

namespace pagerduty {

using amfs::Json;
using amfs::Value;
using common::headline;
using common::kMaxItems;
using common::kMaxText;
using common::names;
using common::scalar;

namespace {

// A custom field holds one thing or a list of things.
Value field_value(const Json& value) {
  if (!value.is_array()) return scalar(value);
  Value list = Value::array();
  for (const Json item : value) {
    if (list.size() == kMaxItems) break;
    list.push_back(scalar(item));
  }
  return list;
}

std::string words(const std::string& what, const std::string& state) {
  return amfs::clip(state.empty() ? what : what + ": " + state, kMaxText);
}

}  // namespace

std::string apply_task(const Delivery& delivery, Value& incident) {
  const Json task = delivery.data;
  const std::string title = headline(task["name"], headline(task["summary"], "a task"));
  const bool completes = delivery.event.event_type() == "incident.task.completed";
  const std::string status = headline(task["status"], completes ? "completed" : "todo");
  common::put_item(
      incident["tasks"],
      {{"id", delivery.item_id(task["id"])},
       {"at", delivery.at()},
       {"title", title},
       {"status", status},
       {"assignees", names(task["assignees"], "summary")},
       {"description", common::excerpt(task["description"], delivery.settings.text_characters)}});
  return words(title, status);
}

// One item for each role; an unassigned one has no assignee.
std::string apply_roles(const Delivery& delivery, Value& incident) {
  std::string said;
  std::size_t count = 0;
  for (const Json assignment : delivery.data["incident_role_assignments"]) {
    if (++count > kMaxItems) break;
    if (!assignment.is_object()) continue;
    const Json role = assignment["role"];
    const std::string name = headline(role["summary"], "a role");
    common::put_item(incident["roles"], {{"id", delivery.item_id(role["id"])},
                                         {"at", delivery.at()},
                                         {"role", name},
                                         {"assignee", scalar(assignment["assignee"]["summary"])},
                                         {"status", scalar(assignment["status"])}});
    if (said.empty()) said = words(name, headline(assignment["assignee"]["summary"], "nobody"));
  }
  return said;
}

std::string apply_workflow(const Delivery& delivery, Value& incident) {
  const Json run = delivery.data;
  const std::string name =
      headline(run["summary"], headline(run["incident_workflow"]["summary"], "a workflow"));
  const bool completes = delivery.event.event_type() == "incident.workflow.completed";
  const std::string status = completes ? "completed" : "started";
  common::put_item(incident["workflows"], {{"id", delivery.item_id(run["id"])},
                                           {"at", delivery.at()},
                                           {"name", name},
                                           {"status", status}});
  return words(name, status);
}

std::string apply_action(const Delivery& delivery, Value& incident) {
  const Json run = delivery.data;
  const std::string name = headline(run["action"]["summary"], "an action");
  const std::string_view type = delivery.event.event_type();
  const std::string state = headline(run["state"], type.substr(type.rfind('.') + 1));
  common::put_item(incident["actions"], {{"id", delivery.item_id(run["id"])},
                                         {"at", delivery.at()},
                                         {"name", name},
                                         {"state", state},
                                         {"url", scalar(run["html_url"])}});
  return words(name, state);
}

std::string apply_bridge(const Delivery& delivery, Value& incident) {
  const Json bridge = delivery.data;
  Value made = incident.get("conference_bridge");
  if (!common::advance(made, "at", delivery.moment)) return "";
  made["url"] = scalar(bridge["conference_url"]);
  made["numbers"] = names(bridge["conference_numbers"], "number");
  incident["conference_bridge"] = std::move(made);
  return headline(bridge["conference_url"], "");
}

void put_fields(const Delivery& delivery, Value& value) {
  std::size_t count = 0;
  for (const Json field : delivery.data["custom_fields"]) {
    if (++count > kMaxItems) break;
    if (!field.is_object()) continue;
    const Json id = field["id"].text().empty() ? field["name"] : field["id"];
    common::put_item(value["custom_fields"], {{"id", delivery.item_id(id)},
                                              {"at", delivery.at()},
                                              {"name", scalar(field["name"])},
                                              {"value", field_value(field["value"])}});
  }
}

std::string apply_fields(const Delivery& delivery, Value& incident) {
  put_fields(delivery, incident);
  std::string said;
  for (const Json field : delivery.data["custom_fields"]) {
    if (said.size() > kMaxText) break;
    const std::string value = field["value"].text();
    if (field["name"].view().empty() || value.empty()) continue;
    said += (said.empty() ? "" : ", ") + headline(field["name"], "") + " " +
            amfs::clip(value, kMaxText);
  }
  return amfs::clip(said, kMaxText);
}

}  // namespace pagerduty
