#include "fields.hpp"

namespace github {

using amfs::Json;
using amfs::Value;

Value scalar(const Json& json, std::size_t max_characters) {
  if (json.is_string()) return amfs::clip(json.view(), max_characters);
  if (json.is_number() && json.text().size() > max_characters) return Value::missing();
  return json.is_number() || json.is_boolean() ? Value(json) : Value::missing();
}

Value names(const Json& list, std::string_view field) {
  if (!list.is_array()) return Value::missing();
  Value out = Value::array();
  for (const Json item : list) {
    if (out.size() == kMaxItems) break;
    out.push_back(scalar(item[field]));
  }
  return out;
}

Value body(const Delivery& delivery, const Json& json) {
  if (delivery.body_characters == 0 || json.view().empty()) return Value::missing();
  return amfs::clip(json.view(), delivery.body_characters);
}

Value describe(const Delivery& delivery, const Value& title, const Value& status, const Json& url) {
  return {{"title", title},
          {"status", status},
          {"url", scalar(url)},
          {"actor", scalar(delivery.payload["sender"]["login"])},
          {"last_event", amfs::clip(delivery.event.event_type(), kMaxText)}};
}

std::string severity_of(std::string_view outcome) {
  for (const std::string_view bad : {"failure", "error", "timed_out", "startup_failure"}) {
    if (outcome == bad) return "error";
  }
  return outcome == "cancelled" || outcome == "action_required" ? "warning" : "info";
}

std::string headline(const Json& title, std::string_view otherwise) {
  return amfs::clip(title.view().empty() ? otherwise : title.view(), kMaxText);
}

std::optional<amfs::Time> latest(std::optional<amfs::Time> a, std::optional<amfs::Time> b) {
  if (!a || (b && *b > *a)) return b;
  return a;
}

std::string Delivery::key_part(std::string_view pointer) const {
  const std::string part = amfs::clean_segment(event.need(pointer));
  if (part.empty() || part.size() > kMaxKeyPart) {
    throw amfs::Unmatched("the payload's " + std::string(pointer) + " cannot be part of a key");
  }
  return part;
}

}  // namespace github
