// Events with impossible times, for each provider: none keeps a later, ordinary event of the same
// thing from becoming current.
#include <ctime>

#include "tests/senders/sender_host.hpp"

using namespace senders;  // NOLINT(google-build-using-namespace)

namespace {

constexpr std::int64_t kYear2099 = 4'070'908'800;
constexpr std::int64_t kMsPerSecond = 1000;
constexpr std::int64_t kClockAhead = 60;  // seconds

struct Oddity {
  std::string what;
  std::string time;  // as JSON
};

std::vector<Oddity> oddities(const Provider& provider, std::int64_t now) {
  const std::int64_t too_fine = now * provider.units_per_second * kMsPerSecond;
  return {{"2099", provider.time_at(kYear2099)},
          {"2^63", provider.time_number("9223372036854775808")},
          {"milliseconds for seconds", provider.time_number(std::to_string(too_fine))},
          {"negative", provider.time_number("-1")},
          {"before 1970", provider.time_at(-1)},
          {"equal", provider.time_at(now)}};
}

struct Fixture : SenderHost {
  Fixture() { start(); }

  Event send(Sender& sender, int number, int change, const std::string& title,
             const std::string& time) {
    Event event = sender.provider().make_event({"odd", number, change, title, time});
    sender.send(event);
    REQUIRE(sender.sent().back().is_delivered());
    return event;
  }
  void check_title(const Event& event, const std::string& title) {
    const auto entry = api().get("/entry?entity_path=" + event.entity_path + "&key=" + event.key);
    INFO(entry.http.body);
    CHECK(test::text_member(entry.at("/value"), "title") == title);
  }
};

}  // namespace

TEST_CASE_METHOD(Fixture, "after an impossible time an ordinary event is current", "[senders]") {
  // What has no believable time counts as having happened when it arrived; the ordinary event
  // happens after that, by a clock that is within the host's tolerance.
  const std::int64_t now = std::time(nullptr) + kClockAhead;
  struct Sequence {
    std::string what;
    Event last;
  };
  std::vector<Sequence> sequences;
  for (Sender& sender : senders) {
    const Provider& provider = sender.provider();
    const std::string usual = provider.time_at(now);
    int number = 0;
    for (const Oddity& oddity : oddities(provider, now)) {
      const std::string what = provider.name + ": " + oddity.what;
      // It came into being so, or was changed so.
      send(sender, ++number, 0, "odd", oddity.time);
      sequences.push_back({what, send(sender, number, 1, "ordinary", usual)});
      send(sender, ++number, 0, "old", provider.time_at(now - 2 * kClockAhead));
      send(sender, number, 1, "odd", oddity.time);
      sequences.push_back({what + ", a change", send(sender, number, 2, "ordinary", usual)});
    }
  }
  wait_until_settled();
  CHECK(api().event_count("dead") == 0);
  for (const Sequence& sequence : sequences) {
    INFO(sequence.what);
    check_title(sequence.last, "ordinary");
  }
}
