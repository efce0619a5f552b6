// Jira Cloud: 200 or 204 within 30 s. No answer, 408, 409, 425, 429 and 5xx are tried again up to
// five times, 5 to 15 minutes apart; any other answer drops the event. (Atlassian: new Jira Cloud
// webhook retry policy; cloud fortified webhook delivery) Here always 5, the least time to recover.
#include "tests/senders/provider.hpp"
#include "tests/support/webhook_sender.hpp"

namespace senders {
namespace {

using namespace std::chrono_literals;  // NOLINT(google-build-using-namespace)

constexpr std::int64_t kMsPerSecond = 1000;

std::string project_of(std::string stream) {
  for (char& c : stream) c = static_cast<char>(c - 'a' + 'A');
  return stream;
}

Event make_event(const Draft& draft) {
  const std::string project = project_of(draft.stream);
  const std::string issue = project + "-" + std::to_string(draft.number + 1);
  Event event;
  event.id = "jira-" + issue + "-" + std::to_string(draft.change);
  event.kind = draft.change == 0 ? "jira:issue_created" : "jira:issue_updated";
  event.title = draft.title;
  event.body = R"({"timestamp":)" + draft.time + R"(,"webhookEvent":")" + event.kind +
               R"(","user":{"accountId":"5b10","displayName":"Ada Lin"},"issue":{"id":")" +
               std::to_string(number_of(draft)) + R"(","key":")" + issue +
               R"(","fields":{"summary":")" + draft.title +
               R"(","issuetype":{"name":"Bug"},"project":{"key":")" + project +
               R"("},"status":{"name":"To Do"}}},"mode":"throw"})";
  event.entity_path = "projects/jira/" + project;
  event.key = "issue-" + issue;
  return event;
}

test::HttpHeaders headers(const Event& event, const Signing& signing, const Try& attempt) {
  test::HttpHeaders headers{
      {"Content-Type", "application/json"},
      {"X-Atlassian-Webhook-Identifier", event.id},
      {"X-Atlassian-Webhook-Flow", "Primary"},
      {"X-Hub-Signature", test::sha256_signature(signing.secret, event.body)}};
  if (attempt.number > 0) {
    headers.emplace_back("X-Atlassian-Webhook-Retry", std::to_string(attempt.number));
  }
  return headers;
}

bool is_retried(int status) {
  return is_server_error(status) || status == 408 || status == 409 || status == 425 ||
         status == 429;
}

}  // namespace

Provider jira() {
  Rules rules;
  rules.timeout = 30s;
  rules.is_delivered = [](int status) { return status == 200 || status == 204; };
  rules.is_retried = is_retried;
  rules.waits = {5min, 5min, 5min, 5min, 5min};
  return {"jira",
          std::move(rules),
          make_event,
          headers,
          [](std::int64_t seconds) { return std::to_string(seconds * kMsPerSecond); },
          [](const std::string& digits) { return digits; },
          kMsPerSecond};
}

}  // namespace senders
