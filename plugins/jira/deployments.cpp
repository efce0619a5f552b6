// deployment, deployment_*: deployment-{id}. None of Jira's own webhooks is about deployments: a
// rule of Jira Automation sends these, with the body that manifests/jira/README.md gives. States
// and fields are those of Jira's deployments API.
#include <utility>

#include "common/fields.hpp"
#include "issue_ref.hpp"
#include "record.hpp"

namespace jira {

using amfs::Json;
using amfs::Value;
using common::headline;
using common::scalar;

namespace {

// Jira itself knows a deployment by pipeline, environment and number.
std::optional<std::string> id_of(const Json& deployment) {
  if (auto id = common::key_part(deployment["id"].text())) return id;
  const std::string number = deployment["deploymentSequenceNumber"].text();
  if (number.empty()) return std::nullopt;
  return common::key_part(deployment["pipeline"]["id"].text() + "." +
                          deployment["environment"]["id"].text() + "." + number);
}

std::string severity_of(std::string_view state) {
  if (state == "failed" || state == "rolled_back") return "error";
  return state == "cancelled" ? "warning" : "info";
}

// A name alone or an object with one.
Value name_of(const Json& thing) {
  if (thing.is_string()) return scalar(thing);
  const Value name = scalar(thing["displayName"]);
  return name.exists() ? name : scalar(thing["name"]);
}

std::string path_of(const Delivery& delivery) {
  const std::string path = issue_in(delivery).path;
  return path.empty() ? path_below(delivery, delivery.payload["project"]["key"].view()) : path;
}

}  // namespace

amfs::Results on_deployment(const Delivery& delivery) {
  const Json deployment = delivery.payload["deployment"];
  const auto id = id_of(deployment);
  if (!id) throw amfs::Unmatched("the payload has no deployment id that can be part of a key");
  const Value environment = name_of(deployment["environment"]);
  const std::string where = environment.text("an environment");
  const std::string state =
      delivery.deletes() ? "deleted" : headline(deployment["state"], "unknown");
  Value value = describe("Deployment to " + where, state, person(delivery.payload["user"]),
                         delivery.event.event_type());
  value["url"] = scalar(deployment["url"]);
  value["severity"] = severity_of(state);
  value["name"] = name_of(deployment);
  value["environment"] = environment;
  value["environment_type"] = scalar(deployment["environment"]["type"]);
  value["pipeline"] = name_of(deployment["pipeline"]);
  value["version"] = scalar(deployment["version"]);
  value["commit"] = scalar(deployment["commit"]);
  value["description"] = delivery.text(deployment["description"]);
  const IssueRef issue = issue_in(delivery);
  if (!issue.key.empty()) value["about"] = "issue-" + issue.key;
  return write_record(
      delivery,
      {"deployment-" + *id, path_of(delivery), std::move(value),
       amfs::clip("Deployment to " + where + ": " + state, common::kMaxText), delivery.moment});
}

}  // namespace jira
