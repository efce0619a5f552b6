// Reviews of pull requests and the threads in them: review-{id}, review-thread-{node id}.
#include "fields.hpp"

namespace github {

using amfs::Json;
using amfs::Value;

amfs::Results on_review(const Delivery& delivery) {
  const std::string id = delivery.key_part("/review/id");
  const std::string number = delivery.key_part("/pull_request/number");
  const Json review = delivery.payload["review"];
  const Json pull = delivery.payload["pull_request"];
  const std::string state = amfs::clip(review["state"].view(), kMaxText);
  Value value = describe(delivery, scalar(pull["title"]), state, review["html_url"]);
  value["kind"] = "review";
  value["about"] = "pr-" + number;
  value["author"] = scalar(review["user"]["login"]);
  value["commit"] = scalar(review["commit_id"]);
  value["submitted_at"] = scalar(review["submitted_at"]);
  value["body"] = body(delivery, review["body"]);

  auto result = amfs::write(delivery.path, "review-" + id, std::move(value));
  result.confidence(kTalkConfidence)
      .memory_type(amfs::MemoryType::experience)
      .summary(headline(review["user"]["login"], "someone") + " " + state + " PR #" + number)
      .pattern_ref(bounded_ref("github:pr:" + delivery.repository + "#" + number));
  // An edit or a dismissal leaves submitted_at as it was: then the pull request's time counts.
  if (delivery.action == "submitted") result.occurred_at(review["submitted_at"].time());
  return result;
}

amfs::Results on_review_thread(const Delivery& delivery) {
  const std::string id = delivery.key_part("/thread/node_id");
  const std::string number = delivery.key_part("/pull_request/number");
  const Json thread = delivery.payload["thread"];
  const Json first = thread["comments"][0];
  const std::string status = amfs::clip(delivery.action, kMaxText);
  Value value = describe(delivery, scalar(delivery.payload["pull_request"]["title"]), status,
                         first["html_url"]);
  value["kind"] = "review_thread";
  value["about"] = "pr-" + number;
  value["file"] = scalar(first["path"]);
  value["comments"] = names(thread["comments"], "id");
  value["body"] = body(delivery, first["body"]);

  auto result = amfs::write(delivery.path, "review-thread-" + id, std::move(value));
  result.confidence(kTalkConfidence)
      .memory_type(amfs::MemoryType::experience)
      .occurred_at(thread["updated_at"].time())
      .summary("Review thread " + status + " in PR #" + number)
      .pattern_ref(bounded_ref("github:pr:" + delivery.repository + "#" + number));
  return result;
}

}  // namespace github
