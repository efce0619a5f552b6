// message and app_mention: posts, replies, edits, deletions.
#include <algorithm>

#include "common/fields.hpp"
#include "message.hpp"
#include "thread.hpp"

namespace slack {

using amfs::Json;
using amfs::Value;
using common::scalar;

namespace {

constexpr std::size_t kHeadlineCharacters = 200;

// The root of a message's thread: its own timestamp outside of threads.
std::string root_of(const Json& message, const std::string& ts) {
  const std::string root = message["thread_ts"].text();
  return is_ts(root) ? root : ts;
}

// For headlines; the operator may keep texts out of memory.
std::string quoted(const Delivery& delivery, const Json& message) {
  const std::size_t characters = std::min(delivery.settings.text_characters, kHeadlineCharacters);
  const std::string text = text_of(message, characters);
  return text.empty() ? "a message" : text;
}

amfs::Results posted(const Delivery& delivery) {
  const Json message = delivery.body;
  const std::string ts = need_ts(message["ts"]);
  Thread thread = Thread::open(delivery, root_of(message, ts), ts);
  // A reply that is also sent to the channel quotes its root.
  const Json root = message["root"];
  if (root.is_object() && root["ts"].text() == thread.root_ts() && ts != thread.root_ts()) {
    post(delivery, root, thread.message(thread.root_ts()));
  }
  post(delivery, message, thread.message(ts));
  const std::string author = author_of(message);
  return std::move(thread).finish(delivery, author, author + ": " + quoted(delivery, message));
}

// `message_replied` is the parent of a new reply, with new counts only.
amfs::Results changed(const Delivery& delivery) {
  const Json message = delivery.body["message"];
  const Json previous = delivery.body["previous_message"];
  const std::string ts = need_ts(is_ts(message["ts"].text()) ? message["ts"] : previous["ts"]);
  const bool threaded = is_ts(message["thread_ts"].text());
  Thread thread = Thread::open(delivery, root_of(threaded ? message : previous, ts), ts);
  // What is left of a deleted message that has replies.
  const bool tombstone = message["subtype"].view() == "tombstone";
  Value& item = thread.message(ts);
  if (tombstone) {
    remove(item);
  } else if (!previous.is_object() && !message["edited"].is_object()) {
    post(delivery, message, item);
  } else {
    edit(delivery, message, previous, item);
  }
  const Json editor = message["edited"]["user"];
  const std::string who = common::headline(editor, author_of(message));
  const char* verb = message["edited"].is_object() ? " edited: " : ": ";
  const std::string what =
      tombstone ? "A message was deleted" : who + verb + quoted(delivery, message);
  return std::move(thread).finish(delivery, scalar(editor), what);
}

amfs::Results deleted(const Delivery& delivery) {
  const Json previous = delivery.body["previous_message"];
  const std::string named = delivery.body["deleted_ts"].text();
  const std::string ts = is_ts(named) ? named : need_ts(previous["ts"]);
  Thread thread = previous.is_object() ? Thread::open(delivery, root_of(previous, ts), ts)
                                       : Thread::find(delivery, ts);
  Value& item = thread.message(ts);
  const Value user = scalar(previous["user"]);
  if (user.exists() && !item.get("user").exists()) item["user"] = user;
  remove(item);
  // Who deleted it is not said.
  return std::move(thread).finish(delivery, Value::missing(), "A message was deleted");
}

}  // namespace

amfs::Results on_message(const Delivery& delivery) {
  const std::string_view subtype = delivery.body["subtype"].view();
  if (delivery.settings.ignored_subtypes.count(subtype) != 0) {
    return amfs::skip("messages of subtype " + std::string(subtype) +
                      " are left out by config.ignore_subtypes");
  }
  if (subtype == "message_deleted") return deleted(delivery);
  if (subtype == "message_changed" || subtype == "message_replied") return changed(delivery);
  return posted(delivery);
}

}  // namespace slack
