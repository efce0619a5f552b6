// issues.*: one entry issue-{number}. A deleted or transferred issue stays as a tombstone.
#include <utility>

#include "fields.hpp"
#include "labels.hpp"

namespace github {

using amfs::Json;
using amfs::Value;

amfs::Results on_issue(const Delivery& delivery) {
  const std::string number = delivery.key_part("/issue/number");
  const Json issue = delivery.payload["issue"];
  const bool gone = delivery.action == "deleted" || delivery.action == "transferred";
  const std::string status =
      gone ? std::string(delivery.action) : amfs::clip(issue["state"].view(), kMaxText);
  Value value = describe(delivery, scalar(issue["title"]), status, issue["html_url"]);
  value["number"] = scalar(issue["number"]);
  value["author"] = scalar(issue["user"]["login"]);
  value["state_reason"] = scalar(issue["state_reason"]);
  value["labels"] = names(issue["labels"], "name");
  value["assignees"] = names(issue["assignees"], "login");
  value["milestone"] = scalar(issue["milestone"]["title"]);
  value["comments"] = scalar(issue["comments"]);
  value["locked"] = scalar(issue["locked"]);
  for (const char* time : {"created_at", "updated_at", "closed_at"}) {
    value[time] = scalar(issue[time]);
  }
  value["moved_to"] = scalar(delivery.payload["changes"]["new_issue"]["html_url"]);
  if (!gone) value["body"] = body(delivery, issue["body"]);

  auto result = amfs::write(delivery.path, "issue-" + number, std::move(value));
  result.confidence(kStateConfidence)
      .memory_type(amfs::MemoryType::fact)
      .occurred_at(issue["updated_at"].time())
      .summary("Issue #" + number + " " + status + ": " + headline(issue["title"], "no title"))
      .pattern_ref(bounded_ref("github:issue:" + delivery.repository + "#" + number));
  // An edit that was under way must not bring a deleted issue back: its number is never used again.
  if (gone) result.occurred_at(latest(issue["updated_at"].time(), delivery.event.received_at()));
  amfs::Results results(std::move(result));
  add_label_history(delivery, "issue-" + number, issue, results);
  return results;
}

}  // namespace github
