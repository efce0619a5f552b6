// Prefixes with too many words for the index are looked for in the newest entries' texts.
#include "host/store/sqlite/search/search_prefix.hpp"

#include <algorithm>

#include "tests/support/catch.hpp"
#include "tests/unit/store/store_fixture.hpp"

using namespace test;  // NOLINT(google-build-using-namespace)

namespace {

constexpr int kEntries = 600;
constexpr int kWordsPerEntry = 60;

// Every entry holds words of its own that begin with "wide".
struct WideFixture : StoreFixture {
  WideFixture() {
    Settlement many;
    many.seq = fresh_event();
    many.endpoint = endpoint;
    many.agent_id = "webhook/github";
    for (int i = 0; i < kEntries; ++i) many.writes.push_back(memory(i));
    REQUIRE(settle(std::move(many)).status == SettleStatus::committed);
  }
  static MemoryWrite memory(int number) {
    std::string words = number % 100 == 0 ? "\"rare\"" : "\"usual\"";
    for (int i = 0; i < kWordsPerEntry; ++i) {
      words += ",\"wide" + std::to_string(number) + "word" + std::to_string(i * 7919) + '"';
    }
    MemoryWrite write;
    write.entity_path = "repos/acme/shop";
    write.key = "pr-" + std::to_string(number);
    write.value_json = "{\"words\":[" + words + "]}";
    write.search_text = search_text(write.value_json);
    write.occurred_at = kNoon;
    return write;
  }
  SearchResult search(const std::string& text) {
    SearchQuery query;
    query.query = text;
    query.order = SearchOrder::recency;
    query.limit = 1000;
    return reader->search(query);
  }
};

}  // namespace

TEST_CASE_METHOD(WideFixture, "a wide prefix finds what a word would", "[store][search]") {
  {
    sqlite::Database database(dir / "amfs.db", sqlite::Database::Mode::read_only);
    CHECK(sqlite::is_wide_prefix(database, "wid"));
    CHECK(sqlite::is_wide_prefix(database, ""));
    CHECK_FALSE(sqlite::is_wide_prefix(database, "wide599word"));
    CHECK_FALSE(sqlite::is_wide_prefix(database, "rar"));
    CHECK_FALSE(sqlite::is_wide_prefix(database, "zzz"));
  }
  const SearchResult rare = search("wid* rare");
  REQUIRE(rare.found.size() == kEntries / 100);
  CHECK_FALSE(rare.truncated);
  CHECK(rare.found.front().entry.key == "pr-500");
  CHECK(search("wid* missing").found.empty());
  CHECK(search("\"usual wid\"*").found.size() > 0);
  CHECK(search("\"wide1 wid\"*").found.empty());
  // Texts take time to read: as many as the budget allows, and said so when those are not all.
  const SearchResult all = search("wid*");
  CHECK(all.found.size() > 0);
  CHECK((all.truncated || all.found.size() == kEntries));
}
