// comment_*, worklog_*, attachment_*: comment-{id}, worklog-{id}, attachment-{id}.
#include "parts.hpp"

#include <utility>

#include "common/fields.hpp"
#include "issue_ref.hpp"
#include "record.hpp"
#include "waiting.hpp"

namespace jira {

using amfs::Json;
using amfs::Value;
using common::scalar;

namespace {

struct Kind {
  std::string name;  // also of the key
  std::string one;   // "a comment"
  std::string made;  // what people do with one, for headlines
};

// The id that an object's address begins with: ".../issue/{id}/comment/...".
std::string issue_id_in(const Json& self) {
  constexpr std::string_view kIssue = "/issue/";
  std::string_view url = self.view();
  const std::size_t at = url.find(kIssue);
  if (at == std::string_view::npos) return {};
  url.remove_prefix(at + kIssue.size());
  return common::key_part(url.substr(0, url.find('/'))).value_or("");
}

// A worklog says only the id of its issue; a comment of an old server has it in its address.
IssueRef issue_of(const Delivery& delivery, const Json& part) {
  IssueRef issue = issue_in(delivery);
  if (issue.id.empty()) issue.id = common::key_part(part["issueId"].text()).value_or("");
  if (issue.id.empty() && issue.key.empty()) issue.id = issue_id_in(part["self"]);
  if (issue.site.empty()) issue.site = site_of(part["self"]);
  return issue;
}

Value begin(const Delivery& delivery, const Json& part, std::string_view last_event) {
  // Who deletes a comment is not its author.
  const Json user = delivery.payload["user"];
  const Json author = part["updateAuthor"].is_object() ? part["updateAuthor"] : part["author"];
  return describe(Value::missing(), delivery.deletes() ? "deleted" : "active",
                  delivery.deletes() ? person(user, author) : person(author, user), last_event);
}

std::string summary_of(const Value& value, const Kind& kind, const IssueRef& issue) {
  const std::string event = value.get("last_event").str();
  const bool deleted = value.get("status").str() == "deleted";
  const bool edited = event.size() > 8 && event.compare(event.size() - 8, 8, "_updated") == 0;
  const std::string verb = deleted  ? "deleted " + kind.one + " of "
                           : edited ? "edited " + kind.one + " of "
                                    : kind.made + " ";
  return amfs::clip(
      value.get("actor").str("Someone") + " " + verb + (issue.key.empty() ? "an issue" : issue.key),
      common::kMaxText);
}

amfs::Results write_part(const Delivery& delivery, const Kind& kind, const Json& part,
                         Value value) {
  const auto id = common::key_part(part["id"].text());
  if (!id) throw amfs::Unmatched("the payload has no id of the " + kind.name + " for a key");
  const std::string key = kind.name + "-" + *id;
  const IssueRef issue = issue_of(delivery, part);
  const Part place = part_of(delivery, issue, key);
  for (const Value::Member& fact : place.facts.members()) value[fact.name] = fact.value;
  if (!value.get("title").exists()) value["title"] = "The " + kind.name + " " + *id;
  const std::string summary = summary_of(value, kind, issue);
  const bool deleted = value.get("status").str() == "deleted";
  return write_record(delivery,
                      {key, place.path, std::move(value), summary,
                       deleted ? delivery.moment : delivery.moment_of(part["updated"]),
                       issue_list(issue.id), amfs::MemoryType::experience, kTalkConfidence});
}

amfs::Results write_comment(const Delivery& delivery, const Json& comment,
                            std::string_view last_event) {
  Value value = begin(delivery, comment, last_event);
  value["kind"] = "comment";
  value["author"] = person(comment["author"]);
  value["public"] = scalar(comment["jsdPublic"]);
  value["visible_to"] = scalar(comment["visibility"]["value"]);
  value["created_at"] = scalar(comment["created"]);
  value["updated_at"] = scalar(comment["updated"]);
  if (!delivery.deletes()) value["body"] = delivery.text(comment["body"]);
  return write_part(delivery, {"comment", "a comment", "commented on"}, comment, std::move(value));
}

}  // namespace

amfs::Results on_comment(const Delivery& delivery) {
  return write_comment(delivery, delivery.payload["comment"], delivery.event.event_type());
}

amfs::Results comment_in_issue(const Delivery& delivery) {
  const Json comment = delivery.payload["comment"];
  const bool deleted = delivery.deletes() ||
                       delivery.payload["issue_event_type_name"].view() == "issue_comment_deleted";
  if (deleted || !common::key_part(comment["id"].text())) return {};
  // The same words as in the comment's own event, so that the second of the two makes no version.
  const bool edited = comment["updated"].view() != comment["created"].view();
  return write_comment(delivery, comment, edited ? "comment_updated" : "comment_created");
}

amfs::Results on_worklog(const Delivery& delivery) {
  const Json worklog = delivery.payload["worklog"];
  Value value = begin(delivery, worklog, delivery.event.event_type());
  value["kind"] = "worklog";
  value["author"] = person(worklog["author"]);
  value["time_spent"] = scalar(worklog["timeSpent"]);
  value["seconds"] = scalar(worklog["timeSpentSeconds"]);
  value["visible_to"] = scalar(worklog["visibility"]["value"]);
  value["started_at"] = scalar(worklog["started"]);
  value["created_at"] = scalar(worklog["created"]);
  value["updated_at"] = scalar(worklog["updated"]);
  if (!delivery.deletes()) value["body"] = delivery.text(worklog["comment"]);
  return write_part(delivery, {"worklog", "a worklog", "logged work on"}, worklog,
                    std::move(value));
}

// An attachment's event seldom names its issue.
amfs::Results on_attachment(const Delivery& delivery) {
  const Json file = delivery.payload["attachment"];
  Value value = begin(delivery, file, delivery.event.event_type());
  value["kind"] = "attachment";
  value["author"] = person(file["author"]);
  value["filename"] = scalar(file["filename"]);
  value["media_type"] = scalar(file["mimeType"]);
  value["bytes"] = scalar(file["size"]);
  value["content"] = scalar(file["content"]);
  value["created_at"] = scalar(file["created"]);
  return write_part(delivery, {"attachment", "an attachment", "attached a file to"}, file,
                    std::move(value));
}

}  // namespace jira
