// jira:issue_*: one entry issue-{key} with the changes of its status. A deleted issue stays as a
// tombstone; one that was moved to another project keeps the path and key it was born under.
#include <utility>

#include "common/fields.hpp"
#include "issue_ref.hpp"
#include "issue_state.hpp"
#include "parts.hpp"
#include "versions.hpp"
#include "waiting.hpp"

namespace jira {

using amfs::Json;
using amfs::Value;

namespace {

// The members every entry has, in their order.
void prepare(const IssueRef& issue, Value& value) {
  for (const char* first : {"title", "status", "url", "actor", "last_event"}) {
    if (!value.get(first).exists()) value[first] = Value::missing();
  }
  if (!value.get("key").exists()) value["key"] = issue.key;
}

// What no event has said yet.
void complete(const Delivery& delivery, const IssueRef& issue, Value& value) {
  if (!value.get("title").exists()) value["title"] = issue.key;
  if (!value.get("last_event").exists()) {
    value["last_event"] = amfs::clip(delivery.event.event_type(), common::kMaxText);
  }
  if (value.get("status").exists()) return;
  const Value& transitions = value.get("transitions");
  const Value& last = transitions.get(static_cast<std::int64_t>(transitions.size()) - 1);
  value["status"] = last.get("to").str("unknown");
}

// The first event of an issue brings over what has waited for it or for its project.
void join_all(const Delivery& delivery, const IssueRef& issue, const std::string& key,
              const Value& title, amfs::Results& results) {
  join_waiting(
      delivery, issue_list(issue.id), issue.path,
      [&](const std::string& part) { return part_facts(key, title, issue_url(issue), part); },
      results);
  const Json project = delivery.payload["issue"]["fields"]["project"];
  join_waiting(
      delivery, project_list(common::key_part(project["id"].text()).value_or("")), issue.path,
      [](const std::string&) { return Value::object(); }, results);
}

}  // namespace

amfs::Results on_issue(const Delivery& delivery) {
  const IssueRef issue = issue_in(delivery);
  if (issue.key.empty() || issue.path.empty()) {
    throw amfs::Unmatched("the payload has no issue key that can be part of a key");
  }
  const auto entry = find_issue(delivery, issue);
  const std::string path = entry ? entry->entity_path : issue.path;
  const std::string key = entry ? entry->key : "issue-" + issue.key;

  Value value = common::stored_value(entry);
  prepare(issue, value);
  apply_state(delivery, issue, value);
  add_transitions(delivery, value);
  set_sprint(delivery, value);
  complete(delivery, issue, value);
  shrink(value);

  const Value title = value.get("title");
  auto result = amfs::write(path, key, std::move(value));
  result.confidence(common::kStateConfidence)
      .memory_type(amfs::MemoryType::fact)
      .summary(amfs::clip(issue.key + " " + phrase_of(delivery) + ": " + title.text("no title"),
                          common::kMaxText));
  if (!issue.id.empty())
    result.pattern_ref(issue_ref(issue.id)).pattern_ref(issue_entry_ref(issue.id));
  const auto project =
      common::key_part(delivery.payload["issue"]["fields"]["project"]["id"].text());
  // Not in the path of a project that the issue has left.
  if (project && path == issue.path) result.pattern_ref(project_ref(*project));

  amfs::Results results(std::move(result));
  for (const amfs::ConnectorResult& more : comment_in_issue(delivery)) results.add(more);
  if (!entry) join_all(delivery, issue, key, title, results);
  return results;
}

}  // namespace jira
