// Everything that is wanted, in order, each once.
#include "tests/unit/stream/stream_fixture.hpp"

using namespace stream_test;
using Ids = std::vector<std::string>;

TEST_CASE("a new stream says where it starts and gets what is written from then on", "[stream]") {
  Rig rig;
  rig.feed.add("a");
  const auto client = rig.open();
  CHECK(client->status() == 200);
  CHECK(client->text() == "retry: 2000\nid: 1\n\n");
  rig.feed.add("a");
  rig.feed.add("b");
  rig.announcer.announce();
  CHECK(client->writes_seen() == Ids{"2", "3"});
  rig.announcer.announce();
  CHECK(client->writes_seen() == Ids{"2", "3"});
}

TEST_CASE("one round writes to a socket once, and not at all to who wants nothing", "[stream]") {
  Rig rig;
  const auto wants = rig.open({"a", "", {}});
  const auto other = rig.open({"b", "", {}});
  for (int i = 0; i < 100; ++i) rig.feed.add("a");
  rig.announcer.announce();
  CHECK(wants->writes_seen() == numbers(1, 100));
  CHECK(wants->writes() == 2);
  CHECK(other->writes() == 1);
}

TEST_CASE("an entry that nobody wants is not read, one that many want is read once", "[stream]") {
  Rig rig;
  std::vector<std::shared_ptr<Client>> clients;
  for (int i = 0; i < 50; ++i) clients.push_back(rig.open({"a", "", {}}));
  for (int i = 0; i < 99; ++i) rig.feed.add("b");
  rig.feed.add("a");
  rig.announcer.announce();
  CHECK(rig.feed.read == 1);
  for (const auto& client : clients) CHECK(client->writes_seen() == Ids{"100"});
}

TEST_CASE("nothing is read while nobody subscribes", "[stream]") {
  Rig rig;
  rig.feed.add("a");
  rig.announcer.announce();
  CHECK(rig.feed.scans == 0);
  auto client = rig.open();
  client->leave();
  rig.announcer.sweep({});
  CHECK(rig.announcer.is_idle());
  rig.feed.add("a");
  rig.announcer.announce();
  CHECK(rig.feed.scans == 0);
}

TEST_CASE("resuming gives everything after the id, then what is new", "[stream]") {
  Rig rig;
  for (int i = 0; i < 2000; ++i) rig.feed.add("a");
  const auto client = rig.open({}, 700);
  CHECK(client->text() == "retry: 2000\nid: 700\n\n");
  rig.feed.add("a");
  rig.announcer.announce();
  CHECK(client->writes_seen().empty());  // 2001 must not overtake 701
  rig.run_until_quiet();
  rig.feed.add("a");
  rig.announcer.announce();
  CHECK(client->writes_seen() == numbers(701, 2002));
}

TEST_CASE("those who resume from different places each get their own, once", "[stream]") {
  Rig rig;
  for (int i = 0; i < 3000; ++i) rig.feed.add("a");
  std::vector<std::shared_ptr<Client>> clients;
  const std::vector<EntryId> from = {0, 1, 511, 512, 513, 1500, 2999, 3000};
  for (const EntryId id : from) clients.push_back(rig.open({}, id));
  rig.feed.add("a");
  rig.run_until_quiet();
  for (std::size_t i = 0; i < from.size(); ++i)
    CHECK(clients[i]->writes_seen() == numbers(from[i] + 1, 3001));
  CHECK(rig.feed.scans < 20);  // shared: alone they would need 28
}

TEST_CASE("who resumes from far back does not hold up who is up to date", "[stream]") {
  Rig rig;
  for (int i = 0; i < 5000; ++i) rig.feed.add("a");
  const auto old = rig.open({}, 0);
  const auto live = rig.open();
  rig.feed.add("a");
  rig.announcer.announce();
  CHECK(live->writes_seen() == Ids{"5001"});
  CHECK(old->writes_seen().empty());
}

TEST_CASE("an id from the future starts now", "[stream]") {
  Rig rig;
  rig.feed.add("a");
  const auto client = rig.open({}, INT64_MAX);
  CHECK(client->text() == "retry: 2000\nid: 1\n\n");
  rig.feed.add("a");
  rig.run_until_quiet();
  CHECK(client->writes_seen() == Ids{"2"});
}

TEST_CASE("an id of another tenant gives nothing away", "[stream]") {
  Rig rig;
  for (int i = 0; i < 10; ++i) rig.feed.add("a", "webhook/github", i % 2 == 0 ? 1 : 2);
  const auto mine = rig.open({}, 0, 2);
  const auto foreign = rig.open({"a", "", {}}, 0, 3);
  rig.run_until_quiet();
  CHECK(mine->writes_seen() == Ids{"2", "4", "6", "8", "10"});
  CHECK(foreign->text() == "retry: 2000\nid: 0\n\n");
}

TEST_CASE("late versions are not announced", "[stream]") {
  Rig rig;
  const auto client = rig.open();
  rig.feed.add("a", "webhook/github", 1, host::store::kEntryLate);
  rig.feed.add("a");
  rig.announcer.announce();
  CHECK(client->writes_seen() == Ids{"2"});
}

TEST_CASE("a failing store costs nobody anything and doubles nothing", "[stream]") {
  Rig rig;
  const auto a = rig.open({"a", "", {}});
  const auto b = rig.open({"b", "", {}});
  rig.feed.add("a");
  rig.feed.add("b");
  rig.feed.fails_at = 2;
  CHECK_THROWS(rig.announcer.announce());
  rig.feed.fails_at = 0;
  rig.feed.add("a");
  rig.run_until_quiet();
  CHECK(a->writes_seen() == Ids{"1", "3"});
  CHECK(b->writes_seen() == Ids{"2"});
}

TEST_CASE("heartbeats carry the position; who left is noticed", "[stream]") {
  Rig rig;
  const auto client = rig.open({"a", "", {}});
  const auto gone = rig.open();
  rig.feed.add("b");
  rig.announcer.announce();
  gone->leave();
  rig.announcer.heartbeat();
  CHECK(client->text() == "retry: 2000\nid: 0\n\n: heartbeat\nid: 1\n\n");
  CHECK(rig.places.taken() == 1);
}

TEST_CASE("a stream ends when its key does", "[stream]") {
  Rig rig;
  const auto client = rig.open();
  const auto other = rig.open({}, {}, 2);
  rig.announcer.sweep([](const host::access::Caller& caller) { return caller.tenant != 1; });
  CHECK_FALSE(client->is_open());
  CHECK(other->is_open());
  CHECK(rig.stats.ended == 1);
  rig.announcer.end_all();
  CHECK_FALSE(other->is_open());
  CHECK(rig.places.taken() == 0);
}
