// Slash commands: one entry command-{trigger id} for each call.
#include "common/fields.hpp"
#include "delivery.hpp"

namespace slack {

using amfs::Json;
using amfs::Value;
using common::headline;
using common::kMaxText;
using common::scalar;

amfs::Results on_command(const Delivery& delivery) {
  const Json form = delivery.payload;
  const std::string command = headline(form["command"], "");
  if (command.empty()) throw amfs::Unmatched("the payload is neither an event nor a command");
  const std::string id = common::key_part(delivery.event, "/trigger_id");
  const std::string text = amfs::clip(form["text"].view(), delivery.settings.text_characters);
  const std::string user = headline(form["user_name"], headline(form["user_id"], "someone"));
  const std::string title = amfs::clip(text.empty() ? command : command + " " + text, kMaxText);
  Value value{{"title", title},
              {"status", "received"},
              {"actor", user},
              {"last_event", amfs::clip(delivery.event.event_type(), kMaxText)},
              {"channel", delivery.channel},
              {"channel_name", scalar(form["channel_name"])},
              {"user", scalar(form["user_id"])},
              {"command", command}};
  if (!text.empty()) value["text"] = text;
  return amfs::write(delivery.path, "command-" + id, std::move(value))
      .confidence(kCommandConfidence)
      .memory_type(amfs::MemoryType::experience)
      .summary(amfs::clip(user + " ran " + title, kMaxText));
}

}  // namespace slack
