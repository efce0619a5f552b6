// Secrets and clocks that do not agree. A signature that cannot be right is refused with 401, which
// some providers never repeat: what that costs is exactly what their rules say, and nothing
// unverified gets in. Where the host knows that it is its own configuration that is missing, it
// answers 503, and nothing is lost.
#include "tests/senders/sender_host.hpp"

using namespace senders;  // NOLINT(google-build-using-namespace)

namespace {

constexpr Seconds kBreaks{10min};
constexpr int kUnauthorized = 401;
constexpr char kOther[] = "another-secret";

struct Fixture : SenderHost {
  void change_secrets(Seconds when, const std::string& current, const std::string& previous = {}) {
    agenda.at(when, [this, current, previous] {
      set_secrets(current, previous);
      restart();
    });
  }
  void skew_clocks(Seconds when, Seconds skew) {
    agenda.at(when, [this, skew] {
      for (Sender& sender : senders) sender.signing.clock_skew = skew;
    });
  }
  Sender& of(const std::string& name) {
    for (Sender& sender : senders)
      if (sender.provider().name == name) return sender;
    throw std::runtime_error("no sender " + name);
  }
};

}  // namespace

TEST_CASE_METHOD(Fixture, "a secret rotated with its predecessor kept", "[senders]") {
  change_secrets(kBreaks, kOther, integration::kSecret);
  agenda.at(kBreaks + 5min, [&] {
    for (Sender& sender : senders) sender.signing.secret = kOther;
  });
  change_secrets(kBreaks + 10min, kOther);
  run();
  check_undisturbed();
}

TEST_CASE_METHOD(Fixture, "a wrong secret, put right after a minute", "[senders]") {
  change_secrets(kBreaks, kOther);
  change_secrets(kBreaks + 1min, integration::kSecret, kOther);
  run();
  check_recovered(kUnauthorized, 1min / kSpacing);
}

TEST_CASE_METHOD(Fixture, "senders that begin before the secret is set", "[senders]") {
  set_secrets("");
  change_secrets(2min, integration::kSecret);
  run();
  check_recovered(503, 0);
}

TEST_CASE_METHOD(Fixture, "a wrong secret that nobody puts right", "[senders]") {
  change_secrets(kBreaks, kOther);
  run();
  for (const Sender& sender : senders) {
    INFO(sender.provider().name);
    CHECK(sender.delivered() == kBreaks / kSpacing);
    for (const Sent& sent : sender.sent())
      if (!sent.answers.empty() && !sent.is_delivered())
        CHECK(sent.answers.back() == kUnauthorized);
  }
  // By their own rules; the contract's 401 leaves no way around it.
  CHECK(of("pagerduty").times_disabled() == 1);
  CHECK(of("slack").times_disabled() == 1);
  check_all();
}

TEST_CASE_METHOD(Fixture, "senders' clocks ten minutes off for a minute", "[senders]") {
  const auto skew = GENERATE(Seconds(10min), Seconds(-10min));
  skew_clocks(kBreaks, skew);
  skew_clocks(kBreaks + 1min, 0s);
  run();
  for (const Sender& sender : senders) {
    INFO(sender.provider().name);
    // Only Slack signs the time. Its retries are signed anew.
    const bool is_refused = sender.provider().name == "slack";
    CHECK((sender.failed_attempts() > 0) == is_refused);
    CHECK(sender.delivered() == kEvents);
    CHECK(sender.times_disabled() == 0);
  }
  check_all();
}
