// The senders themselves, against answers written down beforehand: they repeat, drop and give up as
// their providers have published.
#include "tests/senders/simulation.hpp"
#include "tests/support/catch.hpp"

using namespace senders;               // NOLINT(google-build-using-namespace)
using namespace std::chrono_literals;  // NOLINT(google-build-using-namespace)

namespace {

constexpr std::optional<int> kNoAnswer = std::nullopt;

// A receiver that gives one answer after the other, the last one for ever.
struct Receiver {
  Receiver(Provider provider, std::vector<std::optional<int>> given)
      : answers(std::move(given)),
        sender(agenda, std::move(provider), {"secret"},
               [this](const test::HttpHeaders& headers, const std::string&) {
                 tried_at.push_back(agenda.now());
                 tried_with.push_back({0, headers, {}});
                 return answers[std::min(tried_at.size(), answers.size()) - 1];
               }) {}

  void send(int count = 1, Seconds spacing = 30s) {
    sender.send_every(spacing, "rules", [count](int so_far) { return so_far < count; });
    agenda.run();
  }

  Agenda agenda;
  std::vector<std::optional<int>> answers;
  std::vector<Seconds> tried_at;
  std::vector<test::HttpResponse> tried_with;  // as what can be asked for a header
  Sender sender;
};

}  // namespace

TEST_CASE("GitHub's deliveries are repeated by people, for three days") {
  Receiver down(github(), {kNoAnswer});
  down.send();
  CHECK(down.tried_at == std::vector<Seconds>{0h, 24h, 48h, 72h});
  CHECK(down.sender.dropped() == 1);
  for (const auto& request : down.tried_with)
    CHECK(request.header("X-GitHub-Delivery") == down.sender.sent()[0].event.id);

  Receiver back(github(), {401, 202});
  back.send();
  CHECK(back.tried_at == std::vector<Seconds>{0h, 24h});
  CHECK(back.sender.delivered() == 1);
  CHECK(back.sender.failed_attempts() == 1);
}

TEST_CASE("PagerDuty repeats for two days, what is not the sender's fault") {
  const auto answer = GENERATE(values<std::optional<int>>({kNoAnswer, 500, 503, 429}));
  Receiver down(pagerduty(), {answer});
  down.send();
  REQUIRE(down.tried_at.size() > 100);
  CHECK(down.tried_at.back() <= 48h);
  CHECK(down.tried_at.back() > 47h);
  CHECK(down.sender.dropped() == 1);

  Receiver back(pagerduty(), {answer, answer, 202});
  back.send();
  CHECK(back.sender.delivered() == 1);
  CHECK(back.sender.times_disabled() == 0);
}

TEST_CASE("PagerDuty drops at 4xx, and the third drop in a row ends the subscription for a day") {
  const auto answer = GENERATE(400, 401, 404, 413);
  Receiver refusing(pagerduty(), {answer});
  refusing.send(5);
  CHECK(refusing.tried_at == std::vector<Seconds>{0s, 30s, 60s});
  CHECK(refusing.sender.times_disabled() == 1);
  CHECK(refusing.sender.sent()[4].why == "the subscription is disabled");

  Receiver day(pagerduty(), {answer, answer, answer, 202});
  day.send(7, 6h);
  CHECK(day.tried_at == std::vector<Seconds>{0h, 6h, 12h, 36h});
  CHECK(day.sender.delivered() == 1);

  Receiver between(pagerduty(), {answer, answer, 202, answer, answer, 202});
  between.send(6);
  CHECK(between.sender.times_disabled() == 0);
}

TEST_CASE("Slack repeats at once, after one minute and after five, signed anew") {
  Receiver down(slack(), {500});
  down.send();
  CHECK(down.tried_at == std::vector<Seconds>{0s, 0s, 60s, 360s});
  CHECK(down.sender.dropped() == 1);
  CHECK(down.tried_with[0].header("X-Slack-Retry-Num").empty());
  CHECK(down.tried_with[3].header("X-Slack-Retry-Num") == "3");
  CHECK(down.tried_with[3].header("X-Slack-Retry-Reason") == "http_error");

  Receiver skewed(slack(), {401, 200});
  skewed.sender.signing.clock_skew = 10min;
  skewed.send();
  CHECK(skewed.sender.delivered() == 1);
  CHECK_FALSE(skewed.tried_with[1].header("X-Slack-Request-Timestamp").empty());
}

TEST_CASE("Slack switches an app off that fails one in twenty") {
  Receiver failing(slack(), {500});
  failing.send(30);
  CHECK(failing.tried_at.size() == 50);  // of the thousand
  CHECK(failing.sender.times_disabled() == 1);

  Receiver brief(slack(), {500, 500, 500, 500, 200});
  brief.send(30);
  CHECK(brief.sender.times_disabled() == 0);
}

TEST_CASE("Jira repeats five times, and counts only 200 and 204 as delivered") {
  const auto repeated = GENERATE(values<std::optional<int>>({kNoAnswer, 408, 425, 429, 503}));
  Receiver down(jira(), {repeated});
  down.send();
  CHECK(down.tried_at == std::vector<Seconds>{0min, 5min, 10min, 15min, 20min, 25min});
  CHECK(down.sender.dropped() == 1);
  CHECK(down.tried_with[5].header("X-Atlassian-Webhook-Retry") == "5");

  for (const int final_answer : {202, 301, 400, 401, 404}) {
    Receiver dropping(jira(), {final_answer});
    dropping.send();
    CHECK(dropping.tried_at.size() == 1);
    CHECK(dropping.sender.dropped() == 1);
  }
}
