// app_rate_limited: Slack held events back, so memory has a gap.
#include "common/fields.hpp"
#include "delivery.hpp"

namespace slack {

using amfs::Json;
using amfs::Value;
using common::scalar;

amfs::Results on_rate_limit(const Delivery& delivery) {
  const Json payload = delivery.payload;
  const std::string team = common::key_part(delivery.event, "/team_id");
  const auto minute = payload["minute_rate_limited"].time();
  Value value{{"title", "Slack held back events of this app"},
              {"status", "limited"},
              {"severity", "warning"},
              {"last_event", amfs::clip(delivery.event.event_type(), common::kMaxText)},
              {"team", scalar(payload["team_id"])},
              {"app", scalar(payload["api_app_id"])}};
  if (minute) value["minute"] = common::rfc3339(*minute);
  return amfs::write(delivery.path, "rate-limit-" + team, std::move(value))
      .confidence(common::kStateConfidence)
      .memory_type(amfs::MemoryType::experience)
      .occurred_at(minute)
      .summary("Slack held back events: more than it sends to one app in an hour");
}

}  // namespace slack
