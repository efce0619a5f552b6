// What people say about an incident: notes, status updates, answers of responders. None of these
// events says which service the incident belongs to.
#include <algorithm>

#include "common/fields.hpp"
#include "delivery.hpp"

namespace pagerduty {

using amfs::Json;
using amfs::Value;
using common::headline;
using common::kMaxText;
using common::scalar;

namespace {

constexpr std::string_view kResolutionMark = "resolution note:";  // what PagerDuty begins one with

// The note without its mark; nullopt when it is an ordinary note.
std::optional<std::string_view> resolution_in(std::string_view text) {
  if (text.size() < kResolutionMark.size()) return std::nullopt;
  const bool marked =
      std::equal(kResolutionMark.begin(), kResolutionMark.end(), text.begin(), [](char a, char b) {
        return a == (b >= 'A' && b <= 'Z' ? static_cast<char>(b - 'A' + 'a') : b);
      });
  if (!marked) return std::nullopt;
  text.remove_prefix(kResolutionMark.size());
  text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
  return text;
}

Value text_of(const Delivery& delivery, std::string_view text) {
  const std::size_t characters = delivery.settings.text_characters;
  if (characters == 0 || text.empty()) return Value::missing();
  return amfs::clip(text, characters);
}

// The newest of the resolution notes: an incident can be reopened and resolved again.
void set_resolution(Value& incident) {
  Value newest = incident.get("resolution_note");
  for (const Value& note : incident.get("notes").items()) {
    if (note.get("resolution").boolean()) newest = note.get("text");
  }
  incident["resolution_note"] = std::move(newest);
}

std::string remark(const Value& item, std::string_view field) {
  return amfs::clip(item.get(field).str(), kMaxText);
}

}  // namespace

std::string apply_note(const Delivery& delivery, Value& incident) {
  const std::string_view content = delivery.data["content"].view();
  const auto resolution = resolution_in(content);
  Value note{{"id", delivery.item_id(delivery.data["id"])},
             {"at", delivery.at()},
             {"author", delivery.actor()},
             {"text", text_of(delivery, resolution.value_or(content))}};
  if (resolution) note["resolution"] = true;
  if (delivery.data["trimmed"].boolean()) note["trimmed"] = true;
  std::string said = remark(note, "text");
  common::put_item(incident["notes"], std::move(note));
  set_resolution(incident);
  return said;
}

std::string apply_status_update(const Delivery& delivery, Value& incident) {
  Value update{{"id", delivery.item_id(delivery.data["id"])},
               {"at", delivery.at()},
               {"author", delivery.actor()},
               {"text", text_of(delivery, delivery.data["message"].view())}};
  if (delivery.data["trimmed"].boolean()) update["trimmed"] = true;
  std::string said = remark(update, "text");
  common::put_item(incident["status_updates"], std::move(update));
  return said;
}

// A person, or everyone on call under an escalation policy, is asked to help; each has one item.
std::string apply_responder(const Delivery& delivery, Value& incident) {
  const Json user = delivery.data["user"];
  const Json asked = user.is_object() ? user : delivery.data["escalation_policy"];
  const std::string name = headline(asked["summary"], "someone");
  const std::string state = headline(delivery.data["state"], "pending");
  common::put_item(incident["responders"],
                   {{"id", delivery.item_id(asked["id"])},
                    {"at", delivery.at()},
                    {"name", name},
                    {"state", state},
                    {"message", text_of(delivery, delivery.data["message"].view())}});
  return amfs::clip(name + " " + state, kMaxText);
}

}  // namespace pagerduty
