#include "message.hpp"

#include "common/fields.hpp"

namespace slack {

using amfs::Json;
using amfs::Value;
using common::kMaxText;
using common::scalar;

namespace {

constexpr std::size_t kMaxFiles = 10;
constexpr std::size_t kMaxParts = 20;  // attachments or blocks that are looked at
constexpr std::chrono::minutes kClockSlack(5);

Json first_text(std::initializer_list<Json> candidates) {
  for (const Json& candidate : candidates) {
    if (!candidate.view().empty()) return candidate;
  }
  return {};
}

Json name_of(const Json& message) {
  return first_text({message["username"], message["bot_profile"]["name"],
                     message["user_profile"]["display_name"],
                     message["user_profile"]["real_name"]});
}

// What is known already stays: every event about a message tells the same.
void set_once(Value& item, std::string_view name, const Json& json) {
  if (item.get(name).exists()) return;
  Value made = scalar(json);
  if (made.exists()) item[name] = std::move(made);
}

void set_author(const Json& message, Value& item) {
  set_once(item, "user", message["user"]);
  set_once(item, "name", name_of(message));
  // Both shapes: subtype bot_message without a user, and an app's message with one.
  if (message["bot_id"].text().empty()) return;
  item["bot"] = true;
  set_once(item, "bot_id", message["bot_id"]);
}

Value files_of(const Json& message) {
  if (message["files"].size() == 0) return Value::missing();
  Value files = Value::array();
  for (const Json file : message["files"]) {
    if (files.size() == kMaxFiles) break;
    if (!file.is_object()) continue;
    files.push_back({{"id", scalar(file["id"])},
                     {"name", scalar(first_text({file["name"], file["title"]}))},
                     {"type", scalar(first_text({file["mimetype"], file["filetype"]}))},
                     {"size", scalar(file["size"])},
                     {"url", scalar(file["permalink"])}});
  }
  return files;
}

void set_content(const Delivery& delivery, const Json& message, Value& item) {
  std::string text = text_of(message, delivery.settings.text_characters);
  if (text.empty()) {
    item.erase("text");
  } else {
    item["text"] = std::move(text);
  }
  item["files"] = files_of(message);
}

// Subtypes that change nothing about how a message is read.
bool is_ordinary(std::string_view subtype) {
  for (const std::string_view plain : {"", "bot_message", "file_share", "thread_broadcast"}) {
    if (subtype == plain) return true;
  }
  return false;
}

// What stands for the text in an attachment or block.
std::string_view part_text(const Json& part) {
  const Json text = part["text"];
  return first_text({text, text["text"], part["pretext"], part["title"], part["fallback"]}).view();
}

}  // namespace

std::string author_of(const Json& message) {
  const Json name = first_text({name_of(message), message["user"], message["bot_id"]});
  return common::headline(name, "someone");
}

std::string text_of(const Json& message, std::size_t max_characters) {
  if (max_characters == 0) return {};
  if (!message["text"].view().empty()) return amfs::clip(message["text"].view(), max_characters);
  std::string joined;
  for (const char* list : {"attachments", "blocks"}) {
    std::size_t count = 0;
    for (const Json part : message[list]) {
      if (++count > kMaxParts || joined.size() > 4 * max_characters) break;
      const std::string text = amfs::clip(part_text(part), max_characters);
      if (!text.empty()) joined += (joined.empty() ? "" : "\n") + text;
    }
    if (!joined.empty()) break;
  }
  return amfs::clip(joined, max_characters);
}

void post(const Delivery& delivery, const Json& message, Value& item) {
  if (item.get("deleted").boolean()) return;
  set_author(message, item);
  if (!item.get("edited_ts").exists()) {
    set_content(delivery, message, item);
    const Json edited = message["edited"]["ts"];  // a quoted message may have been edited already
    if (is_ts(edited.text())) item["edited_ts"] = edited.text();
  }
  const std::string_view subtype = message["subtype"].view();
  if (subtype == "thread_broadcast") item["broadcast"] = true;
  if (message["type"].view() == "app_mention") item["mention"] = true;
  if (!is_ordinary(subtype)) item["kind"] = amfs::clip(subtype, kMaxText);
}

void edit(const Delivery& delivery, const Json& message, const Json& previous, Value& item) {
  if (item.get("deleted").boolean()) return;
  set_author(message, item);
  const Json edited = message["edited"];
  std::string version = edited["ts"].text();
  if (!is_ts(version)) {
    // Not an edit by hand: a link that was unfurled, a reply that was counted, or an app's update.
    const bool same = message["text"].view() == previous["text"].view();
    if (same && item.get("text").exists()) return;
    version = same ? "" : delivery.body["event_ts"].text();
  }
  if (!is_ts(version)) version.clear();
  const std::string known = item.get("edited_ts").str();
  const auto time = version.empty() ? std::nullopt : amfs::parse_unix_seconds(version);
  const bool believable = !version.empty() && time && *time <= delivery.moment.at + kClockSlack;
  if (believable && ts_less(version, known)) return;
  if (!believable && delivery.moment.replay && !known.empty()) return;
  set_content(delivery, message, item);
  if (believable) item["edited_ts"] = version;
  if (edited.is_object()) item["edited_by"] = scalar(edited["user"]);
}

void remove(Value& item) {
  for (const char* gone :
       {"text", "files", "reactions", "edited_ts", "edited_by", "mention", "broadcast", "kind"}) {
    item.erase(gone);
  }
  item["deleted"] = true;
}

}  // namespace slack
