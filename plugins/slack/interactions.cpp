// Interactivity: buttons, menus, shortcuts and dialogs of an app; command-{trigger id} for each
// use.
#include "common/fields.hpp"
#include "delivery.hpp"

namespace slack {

using amfs::Json;
using amfs::Value;
using common::headline;
using common::kMaxItems;
using common::kMaxText;
using common::scalar;

namespace {

constexpr std::size_t kMaxChoices = 20;

// What was chosen or typed, whatever kind of element it was.
Value chosen(const Json& element) {
  for (const char* plain : {"value", "selected_date", "selected_time", "selected_date_time",
                            "selected_user", "selected_channel", "selected_conversation"}) {
    if (element[plain].exists() && !element[plain].is_null()) return scalar(element[plain]);
  }
  const Json option = element["selected_option"];
  if (option.is_object()) return scalar(option["value"]);
  Value list = Value::array();
  for (const char* many :
       {"selected_options", "selected_users", "selected_channels", "selected_conversations"}) {
    for (const Json item : element[many]) {
      if (list.size() == kMaxChoices) break;
      list.push_back(scalar(item.is_object() ? item["value"] : item));
    }
  }
  return list.size() == 0 ? Value::missing() : list;
}

Value actions_of(const Json& payload) {
  if (!payload["actions"].is_array()) return Value::missing();
  Value actions = Value::array();
  for (const Json action : payload["actions"]) {
    if (actions.size() == kMaxItems) break;
    if (!action.is_object()) continue;
    const Json id = action["action_id"].exists() ? action["action_id"] : action["name"];
    actions.push_back({{"id", scalar(id)},
                       {"block", scalar(action["block_id"])},
                       {"type", scalar(action["type"])},
                       {"value", chosen(action)}});
  }
  return actions;
}

// The fields of a submitted dialog: state.values[block][action].
Value inputs_of(const Json& payload) {
  const Json blocks = payload["view"]["state"]["values"];
  if (!blocks.is_object()) return Value::missing();
  Value inputs = Value::array();
  for (const Json block : blocks) {
    for (const Json element : block) {
      if (inputs.size() == kMaxItems) return inputs;
      inputs.push_back({{"id", amfs::clip(element.name(), kMaxText)},
                        {"block", amfs::clip(block.name(), kMaxText)},
                        {"value", chosen(element)}});
    }
  }
  return inputs;
}

std::string name_of(const Json& payload) {
  const Json action = payload["actions"][0];
  const std::string fallback =
      headline(payload["callback_id"], headline(payload["view"]["callback_id"], ""));
  return headline(action["action_id"], headline(action["name"], fallback));
}

// The key of the thread it was used in.
Value about(const Json& payload) {
  for (const Json& ts :
       {payload["message"]["thread_ts"], payload["container"]["thread_ts"],
        payload["message"]["ts"], payload["container"]["message_ts"], payload["message_ts"]}) {
    if (is_ts(ts.text())) return "thread-" + ts.text();
  }
  return Value::missing();
}

}  // namespace

amfs::Results on_interaction(const Delivery& delivery) {
  const Json payload = delivery.payload;
  const std::string_view type = payload["type"].view();
  if (type == "block_suggestion") return amfs::skip("it only asks for the options of a menu");
  const std::string id = common::key_part(delivery.event, "/trigger_id");
  const Json who = payload["user"];
  const std::string user =
      headline(who["username"], headline(who["name"], headline(who["id"], "someone")));
  const std::string kind = amfs::clip(type, kMaxText);
  const std::string name = name_of(payload);
  const std::string title = amfs::clip(name.empty() ? kind : kind + " " + name, kMaxText);
  Value value{{"title", title},
              {"status", "received"},
              {"actor", user},
              {"last_event", amfs::clip(delivery.event.event_type(), kMaxText)},
              {"kind", kind},
              {"user", scalar(who["id"])},
              {"channel_name", scalar(payload["channel"]["name"])},
              {"callback_id", scalar(payload["callback_id"])},
              {"view", scalar(payload["view"]["callback_id"])},
              {"about", about(payload)},
              {"actions", actions_of(payload)}};
  if (!delivery.channel.empty()) value["channel"] = delivery.channel;
  if (delivery.settings.text_characters > 0) value["inputs"] = inputs_of(payload);
  return amfs::write(delivery.path, "command-" + id, std::move(value))
      .confidence(kCommandConfidence)
      .memory_type(amfs::MemoryType::experience)
      .summary(amfs::clip(user + " used " + title, kMaxText));
}

}  // namespace slack
