#include "issue_state.hpp"

#include <utility>

#include "common/fields.hpp"

namespace jira {

using amfs::Json;
using amfs::Value;
using common::kMaxItems;
using common::kMaxText;
using common::scalar;

namespace {

constexpr std::size_t kMaxNameText = 100;        // characters of a label, component or version
constexpr std::size_t kMaxChangelogItems = 200;  // of one event that are looked at
constexpr std::size_t kMaxNamedChanges = 5;      // in a headline

// Texts, or objects with a name, or options with a value; one of them or a list.
Value simple(const Json& json) {
  if (!json.is_object()) return scalar(json, kMaxNameText);
  for (const char* name : {"value", "name", "displayName", "key"}) {
    Value found = scalar(json[name], kMaxNameText);
    if (found.exists()) return found;
  }
  return Value::missing();
}

Value simple_list(const Json& list) {
  if (!list.is_array()) return Value::missing();
  Value out = Value::array();
  for (const Json item : list) {
    if (out.size() == kMaxItems) break;
    out.push_back(simple(item));
  }
  return out;
}

// value[name] = made, unless the payload does not say: then what is known stays.
void set(Value& value, std::string_view name, const Json& from, Value made) {
  if (from.exists()) value[name] = std::move(made);
}

bool is_field(const Json& item, std::string_view id, std::string_view name) {
  return item["fieldId"].view() == id || item["field"].view() == id || item["field"].view() == name;
}

void set_fields(const Delivery& delivery, const Json& fields, Value& value) {
  set(value, "type", fields["issuetype"], simple(fields["issuetype"]));
  set(value, "priority", fields["priority"], simple(fields["priority"]));
  set(value, "status_category", fields["status"]["statusCategory"],
      scalar(fields["status"]["statusCategory"]["key"]));
  set(value, "resolution", fields["resolution"], simple(fields["resolution"]));
  set(value, "assignee", fields["assignee"], person(fields["assignee"]));
  set(value, "reporter", fields["reporter"], person(fields["reporter"]));
  set(value, "parent", fields["parent"], scalar(fields["parent"]["key"]));
  set(value, "labels", fields["labels"], simple_list(fields["labels"]));
  set(value, "components", fields["components"], simple_list(fields["components"]));
  set(value, "fix_versions", fields["fixVersions"], simple_list(fields["fixVersions"]));
  set(value, "versions", fields["versions"], simple_list(fields["versions"]));
  set(value, "due_date", fields["duedate"], scalar(fields["duedate"]));
  set(value, "created_at", fields["created"], scalar(fields["created"]));
  set(value, "updated_at", fields["updated"], scalar(fields["updated"]));
  set(value, "resolved_at", fields["resolutiondate"], scalar(fields["resolutiondate"]));
  set(value, "description", fields["description"], delivery.text(fields["description"]));
  for (const auto& [id, name] : delivery.settings.fields) {
    const Json field = fields[id];
    set(value["fields"], name, field, field.is_array() ? simple_list(field) : simple(field));
  }
}

}  // namespace

void apply_state(const Delivery& delivery, const IssueRef& issue, Value& value) {
  // A status may have any name, so that of a deleted issue proves nothing.
  if (value.get("deleted").boolean()) return;
  if (!common::advance(value, "changed_at", delivery.moment)) return;
  const Json fields = delivery.payload["issue"]["fields"];
  set(value, "title", fields["summary"], scalar(fields["summary"]));
  const std::string url = issue_url(issue);
  if (!url.empty()) value["url"] = url;
  value["actor"] = person(delivery.payload["user"]);
  value["last_event"] = amfs::clip(delivery.event.event_type(), kMaxText);
  if (!issue.id.empty()) value["id"] = issue.id;
  value["key"] = issue.key;
  set_fields(delivery, fields, value);
  const std::string status = common::headline(fields["status"]["name"], "");
  if (delivery.deletes()) {
    value["status"] = "deleted";
    value["deleted"] = true;
    value.erase("description");
  } else if (!status.empty()) {
    value["status"] = status;
  }
}

void add_transitions(const Delivery& delivery, Value& value) {
  const Json changelog = delivery.payload["changelog"];
  std::string id = amfs::clip(changelog["id"].text(), kMaxNameText);
  if (id.empty()) id = delivery.event.event_id();
  std::size_t count = 0;
  std::size_t found = 0;
  for (const Json item : changelog["items"]) {
    if (++count > kMaxChangelogItems || found == kMaxItems) return;
    if (!is_field(item, "status", "Status")) continue;
    const std::string item_id = found++ == 0 ? id : id + "." + std::to_string(found);
    common::put_item(value["transitions"], {{"id", item_id},
                                            {"at", common::rfc3339(delivery.moment.at)},
                                            {"from", scalar(item["fromString"], kMaxNameText)},
                                            {"to", scalar(item["toString"], kMaxNameText)},
                                            {"actor", person(delivery.payload["user"])}});
  }
}

void set_sprint(const Delivery& delivery, Value& value) {
  std::size_t count = 0;
  for (const Json item : delivery.payload["changelog"]["items"]) {
    if (++count > kMaxChangelogItems) return;
    if (!is_field(item, "sprint", "Sprint")) continue;
    if (!common::advance(value, "sprint_at", delivery.moment)) return;
    value["sprint"] = scalar(item["toString"]);
  }
}

std::string phrase_of(const Delivery& delivery) {
  if (delivery.action != "updated") return std::string(delivery.action);
  std::string changed;
  std::size_t named = 0;
  std::size_t count = 0;
  for (const Json item : delivery.payload["changelog"]["items"]) {
    if (++count > kMaxChangelogItems) break;
    if (is_field(item, "status", "Status")) {
      return amfs::clip(item["fromString"].view(), kMaxNameText) + " \xE2\x86\x92 " +
             amfs::clip(item["toString"].view(), kMaxNameText);
    }
    if (item["field"].view().empty() || ++named > kMaxNamedChanges) continue;
    changed += (changed.empty() ? "changed " : ", ") + amfs::clip(item["field"].view(), 40);
  }
  if (!changed.empty()) return changed;
  return delivery.payload["comment"].is_object() ? "commented" : "updated";
}

void shrink(Value& value) {
  common::fit(value, {{"transitions", "id", "to"}});
  for (const char* large : {"description", "fields", "labels", "components", "versions"}) {
    if (value.dump().size() <= common::kMaxMergedBytes) return;
    value.erase(large);
  }
}

}  // namespace jira
