#include "delivery.hpp"

#include <utility>

#include "common/fields.hpp"

namespace pagerduty {

using amfs::Json;
using amfs::Value;
using common::kMaxText;
using common::scalar;

namespace {

// The service's name, as a path segment; its id when the name cannot be one; "" when it has none:
// some references say only the id.
std::string segment_of(const Json& service) {
  const std::string_view name = service["summary"].view();
  if (name.empty()) return {};
  if (auto segment = common::key_part(name)) return *std::move(segment);
  return common::key_part(service["id"].text()).value_or("");
}

}  // namespace

Value Delivery::actor() const {
  const Value agent = scalar(body["agent"]["summary"]);
  return agent.exists() ? agent : scalar(body["client"]["name"]);
}

Value Delivery::id() const {
  const Value own = scalar(body["id"]);
  return own.text().empty() ? Value(event.event_id()) : own;
}

Value Delivery::item_id(const Json& id) const {
  const Value own = scalar(id);
  return own.text().empty() ? this->id() : own;
}

common::Home home_of(const Delivery& delivery, const std::string& key, const std::string& ref,
                     const Json& service) {
  const std::string& root = delivery.settings.root;
  const std::string segment = segment_of(service);
  common::Thing thing{key, ref, root, "", root + "/" + std::string(kUnassigned)};
  if (!segment.empty()) thing.path = root + "/" + segment;
  if (thing.path.size() > amfs::kMaxPathBytes) {
    throw amfs::Unmatched("the entity path is too long");
  }
  return common::find_home(delivery.memory, thing);
}

void note_event(const Delivery& delivery, Value& value) {
  for (const char* first : {"title", "status", "url", "actor", "severity", "last_event",
                            "resolution_note", "updated_at", "state_at"}) {
    if (!value.get(first).exists()) value[first] = Value::missing();  // keeps its place in the text
  }
  const bool latest = common::advance(value, "updated_at", delivery.moment);
  if (!latest && value.get("last_event").exists()) return;
  value["last_event"] = amfs::clip(delivery.event.event_type(), kMaxText);
  value["actor"] = delivery.actor();
}

void set(Value& value, std::string_view name, const Json& from, Value made) {
  if (from.exists()) value[name] = std::move(made);
}

void set_text(Value& value, std::string_view name, const Json& from) {
  set(value, name, from, scalar(from));
}

}  // namespace pagerduty
