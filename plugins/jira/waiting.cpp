#include "waiting.hpp"

#include <optional>
#include <utility>

#include "common/fields.hpp"

namespace jira {

using amfs::Entry;
using amfs::Value;

namespace {

constexpr std::string_view kPrefix = "waiting-";
constexpr double kListConfidence = 0.3;  // as of raw entries: it says nothing about the world

amfs::ConnectorResult write_list(const Delivery& delivery, const std::string& list_key,
                                 std::string_view status, Value items) {
  std::string what = list_key.substr(kPrefix.size());
  what.replace(what.find('-'), 1, " ");  // "issue 10014"
  Value value{{"title", "Waiting for " + what},
              {"status", status},
              {"last_event", amfs::clip(delivery.event.event_type(), common::kMaxText)},
              {"items", std::move(items)}};
  return amfs::write(delivery.waiting_room(), list_key, std::move(value))
      .confidence(kListConfidence)
      .memory_type(amfs::MemoryType::experience)
      .summary(amfs::clip("Waiting for " + what + ": " + std::string(status), common::kMaxText));
}

// Brings one entry over.
void join(const Delivery& delivery, const Entry& entry, const std::string& path, const Value& facts,
          amfs::Results& results) {
  Value value = entry.value;
  for (const Value::Member& fact : facts.members()) value[fact.name] = fact.value;
  auto joined = amfs::write(path, entry.key, std::move(value))
                    .confidence(entry.confidence)
                    .memory_type(entry.memory_type)
                    .occurred_at(entry.occurred_at)
                    .summary(amfs::clip(entry.key + " joins its project", common::kMaxText));
  for (const std::string& ref : entry.pattern_refs) joined.pattern_ref(ref);
  results.add(std::move(joined));
  results.add(common::moved(entry, path, entry.key, delivery.event.event_type()));
}

// An agent may have written over the list or the entry: only what a record can be is brought over.
bool can_wait(std::string_view key) {
  for (const std::string_view kind : {"comment-", "worklog-", "attachment-", "release-"}) {
    if (key.substr(0, kind.size()) == kind) return true;
  }
  return false;
}

bool can_join(const std::optional<Entry>& entry) {
  return entry && common::stored_value(entry).get("status").is_string() &&
         entry->value.get("last_event").is_string() && entry->value.get("status").str() != "moved";
}

}  // namespace

std::string issue_list(const std::string& issue_id) {
  return issue_id.empty() ? "" : std::string(kPrefix) + "issue-" + issue_id;
}

std::string project_list(const std::string& project_id) {
  return project_id.empty() ? "" : std::string(kPrefix) + "project-" + project_id;
}

void add_to_waiting_list(const Delivery& delivery, const std::string& list_key,
                         const std::string& key, amfs::Results& results) {
  const auto entry = delivery.memory.read(delivery.waiting_room(), list_key);
  const Value stored = common::stored_value(entry);
  Value items = Value::array();
  for (const Value& item : stored.get("items").items()) {
    if (item.str() == key) return;
    if (item.is_string()) items.push_back(item);
  }
  items.push_back(key);
  items.keep_last(kMaxWaiting);
  results.add(write_list(delivery, list_key, "waiting", std::move(items)));
}

void join_waiting(const Delivery& delivery, const std::string& list_key, const std::string& path,
                  const std::function<Value(const std::string& key)>& facts,
                  amfs::Results& results) {
  if (list_key.empty()) return;
  const auto list = delivery.memory.read(delivery.waiting_room(), list_key);
  const Value stored = common::stored_value(list);
  std::size_t count = 0;
  for (const Value& item : stored.get("items").items()) {
    const auto key = common::key_part(item.str());
    if (++count > kMaxWaiting || !key || !can_wait(*key)) continue;
    const auto entry = delivery.memory.read(delivery.waiting_room(), *key);
    if (can_join(entry)) join(delivery, *entry, path, facts(*key), results);
  }
  if (count > 0) results.add(write_list(delivery, list_key, "joined", Value::array()));
}

}  // namespace jira
