// jira:version_*: release-{id}. A version names its project by id only: the path is that of the
// project's issues.
#include <utility>

#include "common/fields.hpp"
#include "issue_ref.hpp"
#include "record.hpp"
#include "versions.hpp"
#include "waiting.hpp"

namespace jira {

using amfs::Json;
using amfs::Value;
using common::headline;
using common::scalar;

namespace {

std::string status_of(const Delivery& delivery, const Json& version) {
  const bool merges = delivery.action == "merged" || delivery.payload["mergedTo"].is_object();
  if (merges) return "merged";
  if (delivery.deletes()) return "deleted";
  if (version["archived"].boolean()) return "archived";
  const bool released = version["released"].boolean(delivery.action == "released");
  return released ? "released" : "unreleased";
}

// Somebody's note may carry the ref as well: only an issue's entry has its project's path.
std::string path_of(const Delivery& delivery, const std::string& project_id) {
  if (project_id.empty()) return {};
  const auto entry = delivery.memory.find_ref(project_ref(project_id));
  const bool is_issue = entry && entry->key.compare(0, 6, "issue-") == 0 &&
                        common::is_below(entry->entity_path, delivery.settings.root);
  return is_issue ? entry->entity_path : std::string();
}

}  // namespace

std::string project_ref(const std::string& id) { return "jira:project:" + id; }

amfs::Results on_version(const Delivery& delivery) {
  const Json version = delivery.payload["version"];
  const auto id = common::key_part(version["id"].text());
  if (!id) throw amfs::Unmatched("the payload has no version id that can be part of a key");
  const std::string project = common::key_part(version["projectId"].text()).value_or("");
  const std::string title = headline(version["name"], "Version " + *id);
  const std::string status = status_of(delivery, version);
  Value value =
      describe(title, status, person(delivery.payload["user"]), delivery.event.event_type());
  value["project_id"] = scalar(version["projectId"]);
  value["description"] = delivery.text(version["description"]);
  value["release_date"] = scalar(version["releaseDate"]);
  value["overdue"] = scalar(version["overdue"]);
  value["merged_to"] = scalar(delivery.payload["mergedTo"]["name"]);
  return write_record(delivery,
                      {"release-" + *id, path_of(delivery, project), std::move(value),
                       "Version " + title + ": " + status, delivery.moment, project_list(project)});
}

}  // namespace jira
