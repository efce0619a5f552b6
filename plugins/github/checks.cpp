// workflow_run, check_run, check_suite, merge_group: what automation did with a commit.
#include <algorithm>

#include "fields.hpp"

namespace github {

using amfs::Json;
using amfs::Value;

namespace {

// While something runs its status counts, afterwards its conclusion.
std::string status_of(const Json& run) {
  const std::string_view conclusion = run["conclusion"].view();
  return amfs::clip(conclusion.empty() ? run["status"].view() : conclusion, kMaxText);
}

// The numbers of the pull requests it belongs to.
Value pull_requests(const Json& run) { return names(run["pull_requests"], "number"); }

amfs::ConnectorResult write_run(const Delivery& delivery, std::string key, Value value,
                                const std::string& status, const Json& sha) {
  const std::string title = value.get("title").str();
  value["severity"] = severity_of(status);
  value["sha"] = scalar(sha);
  auto result = amfs::write(delivery.path, std::move(key), std::move(value));
  result.confidence(kStateConfidence)
      .memory_type(amfs::MemoryType::experience)
      .summary(title + ": " + status);
  if (!sha.view().empty()) {
    result.pattern_ref(bounded_ref("github:commit:" + amfs::clip(sha.view(), kMaxText)));
  }
  return result;
}

// The newest pull request in a group, by the name of its branch:
// "refs/heads/gh-readonly-queue/main/pr-104-{sha}". "" for any other name.
std::string queued_pull(std::string_view head_ref) {
  constexpr std::string_view kQueue = "refs/heads/gh-readonly-queue/";
  constexpr std::string_view kPull = "/pr-";
  constexpr std::size_t kMaxDigits = 18;
  const std::size_t at = head_ref.rfind(kPull);
  if (head_ref.substr(0, kQueue.size()) != kQueue || at == std::string_view::npos) return {};
  const std::string_view rest = head_ref.substr(at + kPull.size());
  const std::size_t digits = std::min(rest.find_first_not_of("0123456789"), rest.size());
  const bool ends_well = digits < rest.size() && rest[digits] == '-';
  return ends_well && digits <= kMaxDigits ? std::string(rest.substr(0, digits)) : "";
}

}  // namespace

amfs::Results on_workflow_run(const Delivery& delivery) {
  const std::string id = delivery.key_part("/workflow_run/id");
  const Json run = delivery.payload["workflow_run"];
  const std::string status = status_of(run);
  Value value = describe(delivery, headline(run["name"], "Workflow"), status, run["html_url"]);
  value["branch"] = scalar(run["head_branch"]);
  value["trigger"] = scalar(run["event"]);
  value["run_number"] = scalar(run["run_number"]);
  value["run_attempt"] = scalar(run["run_attempt"]);
  value["pull_requests"] = pull_requests(run);
  value["created_at"] = scalar(run["created_at"]);
  value["updated_at"] = scalar(run["updated_at"]);
  return write_run(delivery, "workflow-run-" + id, std::move(value), status, run["head_sha"])
      .occurred_at(run["updated_at"].time());
}

amfs::Results on_check_run(const Delivery& delivery) {
  const std::string id = delivery.key_part("/check_run/id");
  const Json run = delivery.payload["check_run"];
  const std::string status = status_of(run);
  Value value = describe(delivery, headline(run["name"], "Check"), status, run["html_url"]);
  value["app"] = scalar(run["app"]["name"]);
  value["branch"] = scalar(run["check_suite"]["head_branch"]);
  value["result"] = scalar(run["output"]["title"]);
  value["summary"] = body(delivery, run["output"]["summary"]);
  value["annotations"] = scalar(run["output"]["annotations_count"]);
  value["details_url"] = scalar(run["details_url"]);
  value["pull_requests"] = pull_requests(run);
  value["started_at"] = scalar(run["started_at"]);
  value["completed_at"] = scalar(run["completed_at"]);
  return write_run(delivery, "check-" + id, std::move(value), status, run["head_sha"])
      .occurred_at(latest(run["completed_at"].time(), run["started_at"].time()));
}

amfs::Results on_check_suite(const Delivery& delivery) {
  const std::string id = delivery.key_part("/check_suite/id");
  const Json suite = delivery.payload["check_suite"];
  const std::string status = status_of(suite);
  Value value =
      describe(delivery, headline(suite["app"]["name"], "Check suite"), status, suite["html_url"]);
  value["branch"] = scalar(suite["head_branch"]);
  value["pull_requests"] = pull_requests(suite);
  value["updated_at"] = scalar(suite["updated_at"]);
  return write_run(delivery, "check-suite-" + id, std::move(value), status, suite["head_sha"])
      .occurred_at(suite["updated_at"].time());
}

// A group of the merge queue: what comes of a commit that holds the target branch and one or more
// pull requests. It ends as merged, or invalidated or dequeued.
amfs::Results on_merge_group(const Delivery& delivery) {
  const std::string sha = delivery.key_part("/merge_group/head_sha");
  const Json group = delivery.payload["merge_group"];
  const bool ends = delivery.action == "destroyed";
  const std::string status = ends ? headline(delivery.payload["reason"], "destroyed")
                                  : amfs::clip(delivery.action, kMaxText);
  Value value = describe(delivery, "Merge group for " + headline(group["base_ref"], "?"), status,
                         delivery.payload["repository"]["html_url"]);
  value["reason"] = scalar(delivery.payload["reason"]);
  value["base"] = scalar(group["base_ref"]);
  value["base_sha"] = scalar(group["base_sha"]);
  value["head"] = scalar(group["head_ref"]);
  value["message"] = scalar(group["head_commit"]["message"]);
  const std::string pull = queued_pull(group["head_ref"].view());
  if (!pull.empty()) value["about"] = "pr-" + pull;
  auto result =
      write_run(delivery, "merge-group-" + sha, std::move(value), status, group["head_sha"]);
  if (!pull.empty())
    result.pattern_ref(bounded_ref("github:pr:" + delivery.repository + "#" + pull));
  // The end has no time of its own: when it came counts, which is after this.
  if (!ends) result.occurred_at(group["head_commit"]["timestamp"].time());
  return result;
}

}  // namespace github
