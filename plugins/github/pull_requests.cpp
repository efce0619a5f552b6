// pull_request.*: one entry pr-{number}; its versions are the history of the pull request.
#include <utility>

#include "fields.hpp"
#include "labels.hpp"

namespace github {

using amfs::Json;
using amfs::Value;

namespace {

// GitHub closes a merged pull request; that it was merged is a flag beside it.
std::string status_of(const Json& pull) {
  const std::string state = amfs::clip(pull["state"].view(), kMaxText);
  return state == "closed" && pull["merged"].boolean() ? "merged" : state;
}

Value branch(const Json& side) {
  if (!side.is_object()) return Value::missing();
  return {{"ref", scalar(side["ref"])}, {"sha", scalar(side["sha"])}};
}

// Into or out of the merge queue; the pull request itself says nothing of it.
bool is_queue_action(const Delivery& delivery) {
  return delivery.action == "enqueued" || delivery.action == "dequeued";
}

}  // namespace

amfs::Results on_pull_request(const Delivery& delivery) {
  const std::string number = delivery.key_part("/pull_request/number");
  const Json pull = delivery.payload["pull_request"];
  const std::string status = status_of(pull);
  Value value = describe(delivery, scalar(pull["title"]), status, pull["html_url"]);
  value["number"] = scalar(pull["number"]);
  value["author"] = scalar(pull["user"]["login"]);
  value["draft"] = scalar(pull["draft"]);
  value["base"] = branch(pull["base"]);
  value["head"] = branch(pull["head"]);
  for (const char* count :
       {"additions", "deletions", "changed_files", "commits", "comments", "review_comments"}) {
    value[count] = scalar(pull[count]);
  }
  value["labels"] = names(pull["labels"], "name");
  value["assignees"] = names(pull["assignees"], "login");
  value["reviewers"] = names(pull["requested_reviewers"], "login");
  value["milestone"] = scalar(pull["milestone"]["title"]);
  value["merged_by"] = scalar(pull["merged_by"]["login"]);
  // While a pull request is open, this is only a test merge.
  if (status == "merged") value["merge_commit"] = scalar(pull["merge_commit_sha"]);
  for (const char* time : {"created_at", "updated_at", "closed_at", "merged_at"}) {
    value[time] = scalar(pull[time]);
  }
  value["auto_merge"] = scalar(pull["auto_merge"]["merge_method"]);
  if (is_queue_action(delivery)) {
    value["merge_queue"] = {{"state", delivery.action},
                            {"reason", scalar(delivery.payload["reason"])}};
  }
  value["body"] = body(delivery, pull["body"]);

  const std::string phrase = is_queue_action(delivery) ? std::string(delivery.action) : status;
  auto result = amfs::write(delivery.path, "pr-" + number, std::move(value));
  result.confidence(kStateConfidence)
      .memory_type(amfs::MemoryType::fact)
      .occurred_at(pull["updated_at"].time())
      .summary("PR #" + number + " " + phrase + ": " + headline(pull["title"], "no title"))
      .pattern_ref(bounded_ref("github:pr:" + delivery.repository + "#" + number));
  amfs::Results results(std::move(result));
  add_label_history(delivery, "pr-" + number, pull, results);
  return results;
}

}  // namespace github
