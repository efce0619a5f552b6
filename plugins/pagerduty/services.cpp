// service.*: one entry service-{id}. A deleted service stays as a tombstone.
#include <utility>

#include "common/fields.hpp"
#include "delivery.hpp"

namespace pagerduty {

using amfs::Json;
using amfs::Value;
using common::kMaxText;

amfs::Results on_service(const Delivery& delivery) {
  const std::string_view type = delivery.event.event_type();
  const bool fields_only = type == "service.custom_field_values.updated";
  const Json service = fields_only ? delivery.data["service"] : delivery.data;
  const auto id = common::key_part(service["id"].text());
  if (!id) throw amfs::Unmatched("the payload has no service id that can be part of a key");
  const std::string key = "service-" + *id;
  const std::string ref = "pagerduty:service:" + *id;
  const common::Home home = home_of(delivery, key, ref, service);

  Value value = common::stored_value(home.entry ? home.entry : home.waiting);
  note_event(delivery, value);
  if (fields_only) {
    put_fields(delivery, value);
  } else if (common::advance(value, "state_at", delivery.moment)) {
    value["status"] = type == "service.deleted" ? "deleted" : "active";
    set_text(value, "alert_creation", service["alert_creation"]);
    set(value, "teams", service["teams"], common::names(service["teams"], "summary"));
    if (!service["summary"].view().empty()) set_text(value, "title", service["summary"]);
    set_text(value, "url", service["html_url"]);
  }
  if (!value.get("status").exists()) {  // seen only through its fields so far
    value["status"] = "active";
    value["title"] = common::scalar(service["summary"]);
    set_text(value, "url", service["html_url"]);
  }
  common::fit(value, {{"custom_fields", "id", "value"}});

  const std::string what(type.substr(type.find('.') + 1));
  const std::string title = value.get("title").str(*id);
  amfs::Results results(amfs::write(home.path, key, std::move(value))
                            .confidence(common::kStateConfidence)
                            .memory_type(amfs::MemoryType::fact)
                            .summary(amfs::clip("Service " + title + " " + what, kMaxText))
                            .pattern_ref(ref));
  if (home.waiting) results.add(common::moved(*home.waiting, home.path, key, type));
  return results;
}

}  // namespace pagerduty
