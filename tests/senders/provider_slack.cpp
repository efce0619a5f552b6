// Slack: 2xx within 3 s; again nearly at once, after 1 min and after 5 min, each time signed anew
// and with the number of and the reason for the retry. An app that fails too many deliveries of an
// hour is switched off; apps with fewer than 1000 events an hour are spared. (docs.slack.dev:
// Events API, verifying requests)
//
// Stricter here: 5 % of an hour's deliveries, of 1000 when there were fewer, switch it off.
#include "tests/senders/provider.hpp"
#include "tests/support/webhook_sender.hpp"

namespace senders {
namespace {

using namespace std::chrono_literals;  // NOLINT(google-build-using-namespace)

constexpr std::int64_t kFirstTs = 1'700'000'000;

// A message's identity is its timestamp.
std::string ts_of(const Draft& draft) {
  return std::to_string(kFirstTs + number_of(draft)) + ".000100";
}

std::string message_of(const Draft& draft) {
  const std::string posted = R"("type":"message","channel_type":"channel","channel":"C0SIM)" +
                             draft.stream + R"(","event_ts":)" + draft.time;
  const std::string message =
      R"("user":"U0ADA","text":")" + draft.title + R"(","ts":")" + ts_of(draft) + '"';
  if (draft.change == 0) return "{" + posted + "," + message + "}";
  return "{" + posted + R"(,"subtype":"message_changed","message":{)" + message +
         R"(,"edited":{"user":"U0ADA","ts":)" + draft.time +
         R"(}},"previous_message":{"user":"U0ADA","text":"as it was","ts":")" + ts_of(draft) +
         R"("}})";
}

Event make_event(const Draft& draft) {
  Event event;
  event.id =
      "Ev" + draft.stream + std::to_string(draft.number) + "X" + std::to_string(draft.change);
  event.kind = draft.change == 0 ? "message" : "message/message_changed";
  event.title = draft.title;
  event.body = R"({"team_id":"T0ACME","type":"event_callback","event_id":")" + event.id +
               R"(","mode":"throw","event":)" + message_of(draft) + "}";
  event.entity_path = "comms/slack/C0SIM" + draft.stream;
  event.key = "thread-" + ts_of(draft);
  return event;
}

test::HttpHeaders headers(const Event& event, const Signing& signing, const Try& attempt) {
  const auto clock = std::chrono::system_clock::now() + signing.clock_skew;
  const std::string timestamp =
      std::to_string(std::chrono::duration_cast<Seconds>(clock.time_since_epoch()).count());
  const std::string hex =
      test::sha256_signature(signing.secret, "v0:" + timestamp + ":" + event.body).substr(7);
  test::HttpHeaders headers{{"Content-Type", "application/json"},
                            {"X-Slack-Request-Timestamp", timestamp},
                            {"X-Slack-Signature", "v0=" + hex}};
  if (attempt.number > 0) {
    headers.emplace_back("X-Slack-Retry-Num", std::to_string(attempt.number));
    headers.emplace_back("X-Slack-Retry-Reason", attempt.last_failure);
  }
  return headers;
}

std::string time_number(const std::string& digits) { return '"' + digits + ".000100\""; }

}  // namespace

Provider slack() {
  Rules rules;
  rules.timeout = 3s;
  rules.is_delivered = is_success;
  rules.is_retried = [](int) { return true; };
  rules.waits = {0s, 1min, 5min};
  rules.disable.failed_share = 0.05;
  rules.disable.window = 60min;
  rules.disable.attempts_at_least = 1000;
  return {"slack",
          std::move(rules),
          make_event,
          headers,
          [](std::int64_t seconds) { return time_number(std::to_string(seconds)); },
          time_number};
}

}  // namespace senders
