// deployment and deployment_status: deployment-{id} follows one deployment; environment-{name} says
// what runs there now.
//
// Only a status of `success` writes the environment: what is pending, has failed or was replaced
// (`inactive`) does not run there, and what ran before still does.
#include "fields.hpp"

namespace github {

using amfs::Json;
using amfs::Value;

namespace {

std::string environment_of(const Delivery& delivery) {
  const Json in_status = delivery.payload["deployment_status"]["environment"];
  const Json in_deployment = delivery.payload["deployment"]["environment"];
  return std::string(in_status.view().empty() ? in_deployment.view() : in_status.view());
}

// Both kinds of event make the same shape, so that versions compare.
Value describe_deployment(const Delivery& delivery, const std::string& status) {
  const Json deployment = delivery.payload["deployment"];
  const Json change = delivery.payload["deployment_status"];
  const std::string environment = amfs::clip(environment_of(delivery), kMaxText);
  Value value = describe(
      delivery, "Deployment to " + environment, status,
      change["environment_url"].view().empty() ? change["target_url"] : change["environment_url"]);
  value["severity"] = severity_of(status);
  value["environment"] = environment;
  value["deployment_id"] = scalar(deployment["id"]);
  value["ref"] = scalar(deployment["ref"]);
  value["sha"] = scalar(deployment["sha"]);
  value["task"] = scalar(deployment["task"]);
  value["creator"] = scalar(deployment["creator"]["login"]);
  value["description"] = scalar(change["description"]);
  value["log_url"] = scalar(change["log_url"]);
  value["created_at"] = scalar(deployment["created_at"]);
  value["updated_at"] = scalar((change.exists() ? change : deployment)["updated_at"]);
  return value;
}

amfs::ConnectorResult write_deployment(const Delivery& delivery, const std::string& id,
                                       const std::string& status) {
  auto result =
      amfs::write(delivery.path, "deployment-" + id, describe_deployment(delivery, status));
  result.confidence(kStateConfidence)
      .memory_type(amfs::MemoryType::experience)
      .summary("Deployment to " + amfs::clip(environment_of(delivery), kMaxText) + ": " + status)
      .pattern_ref(bounded_ref("github:deployment:" + delivery.repository + ":" + id));
  const Json sha = delivery.payload["deployment"]["sha"];
  if (!sha.view().empty()) {
    result.pattern_ref(bounded_ref("github:commit:" + amfs::clip(sha.view(), kMaxText)));
  }
  return result;
}

}  // namespace

amfs::Results on_deployment(const Delivery& delivery) {
  const std::string id = delivery.key_part("/deployment/id");
  return write_deployment(delivery, id, "created")
      .occurred_at(delivery.payload["deployment"]["updated_at"].time());
}

amfs::Results on_deployment_status(const Delivery& delivery) {
  const std::string id = delivery.key_part("/deployment/id");
  const std::string status = amfs::clip(delivery.event.need("/deployment_status/state"), kMaxText);
  const auto time = delivery.payload["deployment_status"]["updated_at"].time();
  amfs::Results results(write_deployment(delivery, id, status).occurred_at(time));

  const std::string environment = environment_of(delivery);
  const auto key = key_name(environment);
  if (status != "success" || !key) return results;
  const Json deployment = delivery.payload["deployment"];
  const std::string what =
      headline(deployment["ref"], "?") + " (" + amfs::clip(deployment["sha"].view(), 12) + ")";
  Value value = describe_deployment(delivery, "active");
  value["title"] = environment + " runs " + what;
  results.add(amfs::write(delivery.path, "environment-" + *key, std::move(value))
                  .confidence(kStateConfidence)
                  .memory_type(amfs::MemoryType::fact)
                  .occurred_at(time)
                  .summary(environment + " now runs " + what)
                  .pattern_ref(bounded_ref("github:environment:" + delivery.repository + ":" +
                                           environment)));
  return results;
}

}  // namespace github
