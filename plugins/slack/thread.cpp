#include "thread.hpp"

#include <algorithm>
#include <utility>

#include "common/fields.hpp"

namespace slack {

using amfs::Entry;
using amfs::Value;
using common::kMaxItems;
using common::kMaxText;

namespace {

constexpr std::string_view kKeyPrefix = "thread-";
// The newest replies that a reaction finds their thread by; the host allows 32 refs.
constexpr std::size_t kMaxMessageRefs = 31;

std::string key_of(const std::string& root_ts) { return std::string(kKeyPrefix) + root_ts; }

std::string message_ref(const Delivery& delivery, const std::string& ts) {
  return "slack:message:" + delivery.channel + ":" + ts;
}

const Value* item_of(const Value& thread, const std::string& ts) {
  if (thread.get("root").get("ts").text() == ts) return &thread.get("root");
  for (const Value& item : thread.get("messages").items()) {
    if (item.get("ts").text() == ts) return &item;
  }
  return nullptr;
}

// "" unless it is the key of a thread.
std::string root_in_key(std::string_view key) {
  if (key.substr(0, kKeyPrefix.size()) != kKeyPrefix) return {};
  key.remove_prefix(kKeyPrefix.size());
  return is_ts(key) ? std::string(key) : std::string();
}

std::string first_line(const std::string& text) {
  return amfs::clip(std::string_view(text).substr(0, text.find('\n')), kMaxText);
}

}  // namespace

bool Thread::knows(const std::string& ts) const { return item_of(value_, ts) != nullptr; }

Thread Thread::open(const Delivery& delivery, const std::string& root_ts, const std::string& ts) {
  Thread thread(root_ts,
                common::stored_value(delivery.memory.read(delivery.path, key_of(root_ts))));
  if (ts != root_ts && !thread.knows(ts)) thread.take_over(delivery, ts);
  return thread;
}

void Thread::take_over(const Delivery& delivery, const std::string& ts) {
  std::optional<Entry> waiting = delivery.memory.read(delivery.path, key_of(ts));
  const Value stored = common::stored_value(waiting);
  const Value* item = item_of(stored, ts);
  if (item == nullptr) return;
  message(ts) = *item;
  taken_over_ = std::move(waiting);
}

Thread Thread::find(const Delivery& delivery, const std::string& ts) {
  if (const auto entry = delivery.memory.read(delivery.path, key_of(ts))) {
    const std::string moved = root_in_key(entry->value.get("moved_to_key").str());
    if (!moved.empty()) return open(delivery, moved, ts);
    return Thread(ts, common::stored_value(entry));
  }
  if (const auto entry = delivery.memory.find_ref(message_ref(delivery, ts))) {
    const std::string root = root_in_key(entry->key);
    if (!root.empty() && entry->entity_path == delivery.path) {
      return Thread(root, common::stored_value(entry));
    }
  }
  return Thread(ts, Value::object());
}

Value& Thread::message(const std::string& ts) {
  for (const char* first : {"title", "status", "url", "actor", "last_event", "channel",
                            "channel_type", "root_ts", "updated_at"}) {
    if (!value_.get(first).exists()) value_[first] = Value::missing();  // keeps its place
  }
  if (value_.get("root").get("ts").text() == ts) return value_["root"];
  return value_["messages"].upsert("ts", ts);
}

// The root stays when it is no longer among the newest messages: it says what the rest is about.
void Thread::limit_messages() {
  const std::size_t size = value_.get("messages").size();
  if (size <= kMaxItems) return;
  const std::size_t dropped = size - kMaxItems;
  for (std::size_t i = 0; i < dropped; ++i) {
    const Value& item = value_.get("messages").get(i);
    if (item.get("ts").text() == root_ts_) {
      Value root = item;
      value_["root"] = std::move(root);
    }
  }
  value_["messages"].keep_last(kMaxItems);
  value_["truncated"] = true;
}

void Thread::describe(const Delivery& delivery, const Value& actor) {
  std::string text = value_.get("root").get("text").str();
  bool deleted = true;
  for (const Value& item : value_.get("messages").items()) {
    if (text.empty()) text = item.get("text").str();
    deleted = deleted && item.get("deleted").boolean();
  }
  value_["title"] = text.empty() ? "Message " + root_ts_ : first_line(text);
  value_["status"] = deleted ? "deleted" : "active";
  value_["url"] = thread_url(delivery, root_ts_);
  value_["channel"] = delivery.channel;
  value_["root_ts"] = root_ts_;
  const Value type = common::scalar(delivery.body["channel_type"]);
  if (type.exists()) value_["channel_type"] = type;
  const bool latest = common::advance(value_, "updated_at", delivery.moment);
  if (!latest && value_.get("last_event").exists()) return;
  value_["last_event"] = amfs::clip(delivery.event.event_type(), kMaxText);
  if (actor.exists()) value_["actor"] = actor;
}

void Thread::add_refs(const Delivery& delivery, amfs::ConnectorResult& result) const {
  result.pattern_ref("slack:thread:" + delivery.channel + ":" + root_ts_);
  const auto& messages = value_.get("messages").items();
  const std::size_t skipped =
      messages.size() > kMaxMessageRefs ? messages.size() - kMaxMessageRefs : 0;
  for (std::size_t i = skipped; i < messages.size(); ++i) {
    const std::string ts = messages[i].get("ts").text();
    if (is_ts(ts) && ts != root_ts_) result.pattern_ref(message_ref(delivery, ts));
  }
}

amfs::Results Thread::finish(const Delivery& delivery, const Value& actor,
                             const std::string& summary) && {
  limit_messages();
  describe(delivery, actor);
  common::fit(value_, {{"messages", "ts", "text"}});
  const std::string key = key_of(root_ts_);
  amfs::ConnectorResult result = amfs::write(delivery.path, key, value_)
                                     .confidence(kTalkConfidence)
                                     .memory_type(amfs::MemoryType::experience)
                                     .summary(amfs::clip(summary, kMaxText));
  add_refs(delivery, result);
  amfs::Results results(std::move(result));
  if (taken_over_) {
    results.add(common::moved(*taken_over_, delivery.path, key, delivery.event.event_type())
                    .confidence(kTalkConfidence));
  }
  return results;
}

}  // namespace slack
