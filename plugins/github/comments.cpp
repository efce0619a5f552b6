// Comments on issues and pull requests (comment-{id}), on lines of a review (review-comment-{id})
// and on commits (commit-comment-{id}): GitHub counts each of the three by itself. A deleted
// comment stays as a tombstone without its text.
#include "fields.hpp"

namespace github {

using amfs::Json;
using amfs::Value;

namespace {

struct About {
  std::string kind;    // of comment
  std::string prefix;  // of its key
  std::string key;     // of the entry it is about; "" when there is none
  std::string title;   // of that thing
  std::string name;    // for headlines
  std::string ref;
};

amfs::Results comment(const Delivery& delivery, const About& about) {
  const std::string id = delivery.key_part("/comment/id");
  const Json comment = delivery.payload["comment"];
  const bool deleted = delivery.action == "deleted";
  Value value =
      describe(delivery, about.title, deleted ? "deleted" : "active", comment["html_url"]);
  value["kind"] = about.kind;
  if (!about.key.empty()) value["about"] = about.key;
  value["author"] = scalar(comment["user"]["login"]);
  value["file"] = scalar(comment["path"]);
  value["line"] = scalar(comment["line"]);
  value["commit"] = scalar(comment["commit_id"]);
  value["review_id"] = scalar(comment["pull_request_review_id"]);
  value["created_at"] = scalar(comment["created_at"]);
  value["updated_at"] = scalar(comment["updated_at"]);
  if (!deleted) value["body"] = body(delivery, comment["body"]);

  const std::string verb = deleted                       ? "deleted a comment"
                           : delivery.action == "edited" ? "edited a comment"
                                                         : "commented";
  auto result = amfs::write(delivery.path, about.prefix + id, std::move(value));
  result.confidence(kTalkConfidence)
      .memory_type(amfs::MemoryType::experience)
      .occurred_at(comment["updated_at"].time())
      .summary(headline(delivery.payload["sender"]["login"], "someone") + " " + verb + " on " +
               about.name)
      .pattern_ref(bounded_ref(about.ref));
  // The payload has only the time of the last edit: a late edit must not bring the comment back.
  if (deleted)
    result.occurred_at(latest(comment["updated_at"].time(), delivery.event.received_at()));
  return result;
}

}  // namespace

// Pull requests are issues to GitHub: their conversation comes as issue comments.
amfs::Results on_issue_comment(const Delivery& delivery) {
  const std::string number = delivery.key_part("/issue/number");
  const Json issue = delivery.payload["issue"];
  const bool on_pull = issue["pull_request"].is_object();
  return comment(delivery,
                 {on_pull ? "pull_request_comment" : "issue_comment", "comment-",
                  (on_pull ? "pr-" : "issue-") + number, headline(issue["title"], ""),
                  (on_pull ? "PR #" : "issue #") + number,
                  (on_pull ? "github:pr:" : "github:issue:") + delivery.repository + "#" + number});
}

amfs::Results on_review_comment(const Delivery& delivery) {
  const std::string number = delivery.key_part("/pull_request/number");
  return comment(delivery, {"review_comment", "review-comment-", "pr-" + number,
                            headline(delivery.payload["pull_request"]["title"], ""),
                            "PR #" + number, "github:pr:" + delivery.repository + "#" + number});
}

amfs::Results on_commit_comment(const Delivery& delivery) {
  const std::string sha = delivery.key_part("/comment/commit_id");
  return comment(delivery, {"commit_comment", "commit-comment-", "", "Commit " + sha.substr(0, 12),
                            "commit " + sha.substr(0, 12), "github:commit:" + sha});
}

}  // namespace github
