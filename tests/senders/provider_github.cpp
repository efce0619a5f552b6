// GitHub: an answer within 10 s; nothing is ever sent again by itself, but people may have a failed
// delivery sent again for three days, under the same GUID. (docs.github.com: best practices for
// using webhooks; handling failed webhook deliveries)
#include "tests/senders/provider.hpp"
#include "tests/support/webhook_sender.hpp"

namespace senders {
namespace {

using namespace std::chrono_literals;  // NOLINT(google-build-using-namespace)

Event make_event(const Draft& draft) {
  const std::string name = draft.stream + "-" + std::to_string(draft.number);
  const std::string number = std::to_string(number_of(draft));
  const std::string repository = "acme/" + draft.stream;
  Event event;
  event.id = "guid-" + name + "-" + std::to_string(draft.change);
  event.kind = "issues";
  event.title = draft.title;
  event.body = R"({"action":")" + std::string(draft.change == 0 ? "opened" : "edited") +
               R"(","issue":{"number":)" + number + R"(,"state":"open","title":")" + draft.title +
               R"(","updated_at":)" + draft.time +
               R"(,"user":{"login":"octocat"}},"repository":{"full_name":")" + repository +
               R"("},"sender":{"login":"octocat"},"mode":"throw"})";
  event.entity_path = "repos/" + repository;
  event.key = "issue-" + number;
  return event;
}

test::HttpHeaders headers(const Event& event, const Signing& signing, const Try&) {
  return test::github_headers(signing.secret, event.kind, event.id, event.body);
}

}  // namespace

Provider github() {
  Rules rules;
  rules.timeout = 10s;
  rules.is_delivered = is_success;
  rules.is_retried = [](int) { return true; };  // by people, who look once a day
  rules.waits = {24h};
  rules.give_up_after = 72h;
  return {"github", std::move(rules), make_event,
          headers,  rfc3339_json,     [](const std::string& digits) { return digits; }};
}

}  // namespace senders
