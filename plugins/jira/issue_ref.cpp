#include "issue_ref.hpp"

#include "common/fields.hpp"

namespace jira {

using amfs::Entry;
using amfs::Json;
using amfs::Value;

namespace {

constexpr std::string_view kBrowse = "/browse/";
constexpr std::string_view kIssueKey = "issue-";

bool starts_with(std::string_view text, std::string_view prefix) {
  return text.substr(0, prefix.size()) == prefix;
}

// Project keys have no hyphen, numbers of issues neither.
std::string_view project_of(std::string_view issue_key) {
  const std::size_t hyphen = issue_key.rfind('-');
  return hyphen == std::string_view::npos ? std::string_view() : issue_key.substr(0, hyphen);
}

// Ids and keys count for one site only. What does not say its site belongs to any.
bool is_the_issue(const std::optional<Entry>& entry, const Delivery& delivery,
                  const IssueRef& issue) {
  if (!entry || !starts_with(entry->key, kIssueKey)) return false;
  if (!common::is_below(entry->entity_path, delivery.settings.root)) return false;
  const std::string url = entry->value.get("url").str();
  const std::string site = url.substr(0, url.find(kBrowse));
  if (!site.empty() && !issue.site.empty() && site != issue.site) return false;
  const std::string id = entry->value.get("id").text();
  return id.empty() || issue.id.empty() || id == issue.id;
}

}  // namespace

std::string site_of(const Json& self) {
  const std::string_view url = self.view();
  const std::size_t end = url.find("/rest/");
  const bool web = starts_with(url, "https://") || starts_with(url, "http://");
  if (!web || end == std::string_view::npos || end > common::kMaxText) return {};
  return std::string(url.substr(0, end));
}

IssueRef issue_in(const Delivery& delivery) {
  const Json issue = delivery.payload["issue"];
  IssueRef ref;
  ref.id = common::key_part(issue["id"].text()).value_or("");
  ref.key = common::key_part(issue["key"].view()).value_or("");
  ref.site = site_of(issue["self"]);
  ref.path = path_below(delivery, issue["fields"]["project"]["key"].view());
  if (ref.path.empty()) ref.path = path_below(delivery, project_of(ref.key));
  return ref;
}

std::string issue_url(const IssueRef& issue) {
  if (issue.site.empty() || issue.key.empty()) return {};
  return issue.site + std::string(kBrowse) + issue.key;
}

std::string issue_ref(const std::string& id) { return "jira:issue:" + id; }
std::string issue_entry_ref(const std::string& id) { return "jira:issue-entry:" + id; }

std::optional<Entry> find_issue(const Delivery& delivery, const IssueRef& issue) {
  std::optional<Entry> entry;
  if (!issue.path.empty() && !issue.key.empty()) {
    entry = delivery.memory.read(issue.path, std::string(kIssueKey) + issue.key);
    if (is_the_issue(entry, delivery, issue)) return entry;
  }
  if (issue.id.empty()) return std::nullopt;
  for (const std::string& ref : {issue_ref(issue.id), issue_entry_ref(issue.id)}) {
    entry = delivery.memory.find_ref(ref);
    if (is_the_issue(entry, delivery, issue)) return entry;
  }
  return std::nullopt;
}

Part part_of(const Delivery& delivery, const IssueRef& issue, const std::string& part_key) {
  const Json title = delivery.payload["issue"]["fields"]["summary"];
  const std::optional<Entry> entry = find_issue(delivery, issue);
  if (!entry) {
    const std::string key = issue.key.empty() ? "" : std::string(kIssueKey) + issue.key;
    return {issue.path, part_facts(key, common::scalar(title), issue_url(issue), part_key)};
  }
  const Value known = title.view().empty() ? entry->value.get("title") : common::scalar(title);
  return {entry->entity_path,
          part_facts(entry->key, known, entry->value.get("url").str(), part_key)};
}

Value part_facts(const std::string& issue_key, const Value& title, const std::string& url,
                 const std::string& part_key) {
  Value facts = Value::object();
  if (!title.text().empty()) facts["title"] = amfs::clip(title.text(), common::kMaxText);
  if (!issue_key.empty()) facts["about"] = issue_key;
  if (url.empty()) return facts;
  const std::string id = part_key.substr(part_key.find('-') + 1);
  const bool comment = starts_with(part_key, "comment-");
  const bool worklog = starts_with(part_key, "worklog-");
  const std::string focus = comment   ? "?focusedCommentId=" + id
                            : worklog ? "?focusedWorklogId=" + id
                                      : "";
  facts["url"] = amfs::clip(url, common::kMaxText) + focus;
  return facts;
}

}  // namespace jira
