// PagerDuty v3: 2xx within 5 s. No answer, 5xx and 429 are tried again for up to 48 h; any other
// 4xx drops the event, and three dropped in a row disable the subscription for a day with all that
// is queued. (PagerDuty/developer-docs: webhooks, Behavior) How often it tries is not published.
//
// Not simulated: events of one incident wait for each other. Every incident here has its own event.
#include "tests/senders/provider.hpp"
#include "tests/support/webhook_sender.hpp"

namespace senders {
namespace {

using namespace std::chrono_literals;  // NOLINT(google-build-using-namespace)

Event make_event(const Draft& draft) {
  const std::string name = draft.stream + std::to_string(draft.number);
  const std::string incident = "Q" + name;
  Event event;
  event.id = "01" + name + "X" + std::to_string(draft.change);
  event.kind = draft.change == 0 ? "incident.triggered" : "incident.acknowledged";
  event.title = draft.title;
  event.body = R"({"event":{"id":")" + event.id + R"(","event_type":")" + event.kind +
               R"(","resource_type":"incident","occurred_at":)" + draft.time +
               R"(,"agent":null,"client":null,"data":{"id":")" + incident +
               R"(","type":"incident","title":")" + draft.title +
               R"(","urgency":"high","service":{"id":"PSIM","summary":"Payments"}}},)" +
               R"("mode":"throw"})";
  event.entity_path = "incidents/pagerduty/Payments";
  event.key = "incident-" + incident;
  return event;
}

test::HttpHeaders headers(const Event& event, const Signing& signing, const Try&) {
  const std::string hex = test::sha256_signature(signing.secret, event.body).substr(7);
  return {{"Content-Type", "application/json"},
          {"X-Webhook-Id", "webhook-" + event.id},
          {"X-PagerDuty-Signature", "v1=" + hex}};
}

}  // namespace

Provider pagerduty() {
  Rules rules;
  rules.timeout = 5s;
  rules.is_delivered = is_success;
  rules.is_retried = [](int status) { return is_server_error(status) || status == 429; };
  rules.waits = {1min, 5min, 10min};
  rules.give_up_after = 48h;
  rules.disable.drops_in_a_row = 3;
  rules.disable.lasts = 24h;
  return {"pagerduty", std::move(rules), make_event,
          headers,     rfc3339_json,     [](const std::string& digits) { return digits; }};
}

}  // namespace senders
