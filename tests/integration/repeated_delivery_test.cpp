// The same thing delivered again: answered with the first event, never taken for a new one; the
// near misses are accepted and say what is odd about them.
#include <algorithm>
#include <thread>

#include "tests/integration/test_host.hpp"

using namespace integration;  // NOLINT(google-build-using-namespace)

namespace {

struct Fixture : TestHost {
  Fixture() : TestHost({"echo", "append", "faulty"}) { start(); }

  std::vector<std::string> flags(const std::string& event_id) {
    const Answer event = api().settled_event(event_id);
    std::vector<std::string> names;
    for (const auto& name : event.at("/flags").GetArray()) names.emplace_back(name.GetString());
    return names;
  }
};

const std::string kBody = R"({"project":"shop","id":"1"})";

}  // namespace

TEST_CASE_METHOD(Fixture, "the same delivery twice is one event", "[repeated]") {
  const std::string id = accept("echo", kBody, "d-1");
  api().settled_event(id);
  for (int i = 0; i < 3; ++i) {
    const Answer again = deliver("echo", kBody, signed_headers(kBody, "d-1"));
    CHECK(again.status == 200);
    CHECK(again.text("status") == "duplicate");
    CHECK(again.text("event_id") == id);
  }
  const Answer event = api().settled_event(id);
  CHECK(event.at("/duplicates").GetInt() == 3);
  CHECK(event.at("/last_duplicates").Size() > 0);
  CHECK(api().event_count("received") == 1);
  CHECK(api().event_count("duplicates") == 3);
  CHECK(api().get("/history/echo/shop/event-1").at("/version_count").GetInt() == 1);
}

TEST_CASE_METHOD(Fixture, "the same unsigned id with another body is new, and flagged",
                 "[repeated]") {
  accept("echo", kBody, "d-1");
  const std::string reused = accept("echo", R"({"project":"shop","id":"2"})", "d-1");
  CHECK(flags(reused) == std::vector<std::string>{"id_reused"});
}

TEST_CASE_METHOD(Fixture, "the same body under another unsigned id may be a replay", "[repeated]") {
  const std::string first = accept("echo", kBody, "d-1");
  CHECK(flags(first).empty());
  const std::string replayed = accept("echo", kBody, "d-2");
  CHECK(flags(replayed) == std::vector<std::string>{"possible_replay"});
  CHECK(api().settled_event(replayed).text("outcome") != "dead");
}

TEST_CASE_METHOD(Fixture, "a signed id decides alone; another body under it is kept, not run",
                 "[repeated]") {
  const std::string id = accept("append", R"({"id":"s-1","key":"k","item":1})");
  api().settled_event(id);
  const std::string other = R"({"id":"s-1","key":"k","item":2})";
  const Answer conflict = deliver("append", other, signed_headers(other));
  CHECK(conflict.status == 200);
  CHECK(conflict.text("status") == "duplicate");
  const Answer entry = api().get("/entry?entity_path=append/list&key=k");
  CHECK(entry.at("/value/items").Size() == 1);
  // Kept in the inbox: nothing is silently dropped.
  bool kept = false;
  const Answer list = api().get("/events?connector=append");
  for (const auto& event : list.at("/events").GetArray()) {
    for (const auto& flag : event["flags"].GetArray()) kept = kept || flag == "id_conflict";
  }
  CHECK(kept);
}

TEST_CASE_METHOD(Fixture, "without an id the same bytes are a duplicate for a while",
                 "[repeated]") {
  const std::string id = accept("echo", kBody);
  const Answer again = deliver("echo", kBody, signed_headers(kBody));
  CHECK(again.text("status") == "duplicate");
  CHECK(again.text("event_id") == id);
  accept("echo", kBody + " ");  // other bytes
}

TEST_CASE_METHOD(Fixture, "an unreadable delivery is recognised again too", "[repeated]") {
  const std::string id = accept("echo", "{broken", "d-1");
  const Answer again = deliver("echo", "{broken", signed_headers("{broken", "d-1"));
  CHECK(again.text("status") == "duplicate");
  CHECK(again.text("event_id") == id);
  CHECK(api().settled_event(id).text("state") == "dead");
}

TEST_CASE_METHOD(Fixture, "a sender that repeats itself while the event waits changes nothing",
                 "[repeated]") {
  const std::string body = R"({"mode":"retry","id":"1"})";
  const std::string id = accept("faulty", body, "d-1");
  CHECK(deliver("faulty", body, signed_headers(body, "d-1")).text("status") == "duplicate");
  CHECK(api().settled_event(id).at("/attempts").GetInt() == 3);
}

TEST_CASE_METHOD(Fixture, "many senders at once: one event", "[repeated]") {
  constexpr int kSenders = 8;
  std::vector<std::thread> threads;
  std::vector<std::string> statuses(kSenders);
  std::vector<std::string> ids(kSenders);
  for (int i = 0; i < kSenders; ++i) {
    const auto at = static_cast<std::size_t>(i);
    threads.emplace_back([&, at] {
      test::WebhookSender sender(process().port(), "echo");
      const auto answer = sender.send(signed_headers(kBody, "race"), kBody);
      if (answer) statuses[at] = answer->status, ids[at] = answer->event_id;
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(std::count(statuses.begin(), statuses.end(), "accepted") == 1);
  CHECK(std::count(statuses.begin(), statuses.end(), "duplicate") == kSenders - 1);
  CHECK(std::count(ids.begin(), ids.end(), ids[0]) == kSenders);
  CHECK(api().event_count("received") == 1);
}
