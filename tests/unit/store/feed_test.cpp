// The feed: versions of all keys in the order they were written.
#include "tests/support/catch.hpp"
#include "tests/unit/store/store_fixture.hpp"

using namespace test;

TEST_CASE("the feed has every version once, in order, and a whole entry for each", "[feed]") {
  StoreFixture fixture;
  CHECK(fixture.reader->feed().newest() == 0);
  fixture.write("a", "1", 10);
  fixture.write("b", "2", 10);
  fixture.write("a", "3", 20);
  fixture.write("a", "4", 5);  // late
  FeedReader& feed = fixture.reader->feed();
  const EntryId newest = feed.newest();
  const auto all = feed.written(0, newest);
  REQUIRE(all.size() == 4);
  for (std::size_t i = 1; i < all.size(); ++i) CHECK(all[i - 1].id < all[i].id);
  CHECK(all.back().id == newest);
  CHECK(all[0].entity_path == "repos/acme/shop");
  CHECK(all[0].agent_id == "webhook/github");
  CHECK(all[0].tenant == kDefaultTenant);
  CHECK((all[2].flags & kEntryLate) == 0);
  CHECK((all[3].flags & kEntryLate) != 0);
  const auto entry = feed.entry(all[2].id);
  REQUIRE(entry);
  CHECK(entry->key == "a");
  CHECK(entry->value_json == "3");
  CHECK(entry->version == 2);
  CHECK_FALSE(entry->event_id.empty());
  CHECK_FALSE(feed.entry(newest + 1));
}

TEST_CASE("the feed goes on after a restart, and a range is bounded", "[feed]") {
  StoreFixture fixture;
  fixture.write("a", "1", 10);
  const EntryId before = fixture.reader->feed().newest();
  fixture.close();
  fixture.open();
  CHECK(fixture.reader->feed().newest() == before);
  for (int i = 0; i < 600; ++i) fixture.write("k" + std::to_string(i), "1", 10);
  FeedReader& feed = fixture.reader->feed();
  const auto page = feed.written(before, feed.newest());
  CHECK(page.size() == static_cast<std::size_t>(kFeedRangeMax));
  CHECK(page.front().id == before + 1);
}

TEST_CASE("a commit is announced before its writes are answered", "[feed]") {
  StoreFixture fixture;
  fixture.close();
  sqlite::StoreOptions options;
  options.directory = fixture.dir.path();
  fixture.store = std::move(sqlite::open_store(options, fixture.clock).value());
  std::atomic<int> commits{0};
  fixture.store->on_commit([&] { ++commits; });
  fixture.endpoint = fixture.store->default_endpoint(kDefaultTenant, "github").value();
  const int so_far = commits;
  CHECK(so_far >= 1);
  fixture.write("a", "1", 10);
  CHECK(commits > so_far);
  fixture.store->close();
}
