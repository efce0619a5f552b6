#include "fields.hpp"

#include <algorithm>

namespace github {

using amfs::Json;
using amfs::Value;

Value body(const Delivery& delivery, const Json& json) {
  return common::excerpt(json, delivery.body_characters);
}

Value describe(const Delivery& delivery, const Value& title, const Value& status, const Json& url) {
  return {{"title", title},
          {"status", status},
          {"url", scalar(url)},
          {"actor", scalar(delivery.payload["sender"]["login"])},
          {"last_event", amfs::clip(delivery.event.event_type(), kMaxText)}};
}

std::optional<std::string> key_name(std::string_view name) {
  if (name.find('~') != std::string_view::npos) return std::nullopt;
  std::string part(name);
  std::replace(part.begin(), part.end(), '/', '~');
  const auto clean = common::key_part(part);
  return clean == part ? clean : std::nullopt;
}

std::string severity_of(std::string_view outcome) {
  for (const std::string_view bad : {"failure", "error", "timed_out", "startup_failure"}) {
    if (outcome == bad) return "error";
  }
  for (const std::string_view stopped :
       {"cancelled", "action_required", "invalidated", "dequeued"}) {
    if (outcome == stopped) return "warning";
  }
  return "info";
}

std::string Delivery::key_part(std::string_view pointer) const {
  return common::key_part(event, pointer);
}

}  // namespace github
