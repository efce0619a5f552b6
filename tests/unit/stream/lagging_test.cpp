// Slow readers: a bounded buffer, a notice, and nothing lost.
#include "tests/unit/stream/stream_fixture.hpp"

using namespace stream_test;

namespace {

host::stream::StreamLimits small_buffer() {
  host::stream::StreamLimits limits;
  limits.buffer_bytes = 1000;
  return limits;
}

}  // namespace

TEST_CASE("what does not fit waits in the store and comes when there is room", "[stream]") {
  Rig rig(small_buffer());
  const auto slow = rig.open();
  const auto quick = rig.open();
  for (int i = 0; i < 500; ++i) rig.feed.add("a");
  slow->set_backlog(900);
  rig.announcer.announce();
  const std::size_t first = slow->writes_seen().size();
  CHECK(first < 10);
  CHECK(rig.announcer.attend(rig.now));  // look again
  CHECK(slow->writes_seen().size() == first);
  slow->set_backlog(0);
  rig.run_until_quiet();
  rig.feed.add("a");
  rig.announcer.announce();
  rig.run_until_quiet();
  CHECK(slow->writes_seen() == numbers(1, 501));
  CHECK(quick->writes_seen() == numbers(1, 501));
}

TEST_CASE("who has room for a few is not scanned for many, again and again", "[stream]") {
  Rig rig(small_buffer());
  const int many = 4 * static_cast<int>(host::store::kFeedRangeMax);
  for (int i = 0; i < many; ++i) rig.feed.add("a");
  rig.announcer.announce();
  const auto client = rig.open({}, 0);
  rig.run_until_quiet();
  CHECK(client->writes_seen() == numbers(1, many));
  CHECK(rig.stats.scanned < 4 * static_cast<std::uint64_t>(many));
}

TEST_CASE("no write goes beyond the buffer", "[stream]") {
  Rig rig(small_buffer());
  const auto client = rig.open();
  for (int i = 0; i < 2000; ++i) rig.feed.add("a");
  rig.announcer.announce();
  CHECK(client->text().size() < 1000 + 100);
}

TEST_CASE("a single entry larger than the buffer passes when nothing waits", "[stream]") {
  host::stream::StreamLimits limits;
  limits.buffer_bytes = 10;
  Rig rig(limits);
  const auto client = rig.open();
  for (int i = 0; i < 5; ++i) rig.feed.add("a");
  rig.announcer.announce();
  rig.run_until_quiet();
  CHECK(client->writes_seen() == numbers(1, 5));
}

TEST_CASE("a reader that stays behind is told so, once, with where to resume", "[stream]") {
  Rig rig(small_buffer());
  const auto slow = rig.open();
  CHECK_FALSE(rig.announcer.attend(rig.now));
  for (int i = 0; i < 100; ++i) rig.feed.add("a");
  slow->set_backlog(1'000'000);
  rig.announcer.announce();
  rig.announcer.attend(rig.now);
  CHECK(slow->data_of("lagged").empty());  // not yet
  rig.now += host::stream::kLaggedAfter;
  rig.announcer.attend(rig.now);
  rig.now += host::stream::kLaggedAfter;
  rig.announcer.attend(rig.now);
  CHECK(slow->data_of("lagged") ==
        std::vector<std::string>{R"({"last_event_id":0,"newest_id":100})"});
  CHECK(rig.stats.lagged == 1);

  // Whether it goes on or resumes elsewhere: the same, and complete.
  const auto again = rig.open({}, 0);
  slow->set_backlog(0);
  rig.run_until_quiet();
  CHECK(slow->writes_seen() == numbers(1, 100));
  CHECK(again->writes_seen() == numbers(1, 100));
}

TEST_CASE("who resumes and reads as fast as it can is no slow reader", "[stream]") {
  Rig rig(small_buffer());
  for (int i = 0; i < 1000; ++i) rig.feed.add("a");
  const auto client = rig.open({}, 0);
  rig.run_until_quiet();
  CHECK(client->writes_seen() == numbers(1, 1000));
  CHECK(rig.stats.lagged == 0);
}
