// Full-text search: finds current entries by their words, narrowed and ordered, in pages; treats
// hostile syntax as data.
#include <algorithm>
#include <set>

#include "host/store/search_text.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/store/store_fixture.hpp"

using namespace test;  // NOLINT(google-build-using-namespace)

namespace {

using Keys = std::vector<std::string>;

SearchQuery query_of(const std::string& text) {
  SearchQuery query;
  query.query = text;
  query.order = SearchOrder::relevance;
  return query;
}

Keys keys_in_order(const SearchResult& result) {
  Keys out;
  for (const FoundEntry& found : result.found) out.push_back(found.entry.key);
  return out;
}

Keys keys(Reader& reader, const std::string& query) {
  Keys out = keys_in_order(reader.search(query_of(query)));
  std::sort(out.begin(), out.end());
  return out;
}

// One that writes more than StoreFixture::write() can say.
struct SearchFixture : StoreFixture {
  MemoryWrite memory(const std::string& path, const std::string& key, const std::string& title) {
    MemoryWrite write;
    write.entity_path = path;
    write.key = key;
    write.value_json = "{\"title\":\"" + title + "\"}";
    write.search_text = search_text(write.value_json);
    write.occurred_at = clock.now_ns();
    return write;
  }
  void put(MemoryWrite write, const std::string& agent = "webhook/github",
           TenantId tenant = kDefaultTenant) {
    Settlement settlement;
    settlement.seq = fresh_event();
    settlement.tenant = tenant;
    settlement.endpoint = endpoint;
    settlement.agent_id = agent;
    settlement.writes.push_back(std::move(write));
    REQUIRE(settle(std::move(settlement)).status == SettleStatus::committed);
  }
};

}  // namespace

TEST_CASE_METHOD(StoreFixture, "search finds words, phrases and prefixes", "[store][search]") {
  write("pr-1", "{\"title\":\"Fix the checkout race\"}", kNoon);
  write("pr-2", "{\"title\":\"Checkout page redesign\"}", kNoon);
  write("issue-3", "{\"title\":\"Caf\u00e9 race\"}", kNoon);
  CHECK(keys(*reader, "checkout") == Keys{"pr-1", "pr-2"});
  CHECK(keys(*reader, "checkout race") == Keys{"pr-1"});
  CHECK(keys(*reader, "\"checkout race\"") == Keys{"pr-1"});
  CHECK(keys(*reader, "\"race checkout\"").empty());
  CHECK(keys(*reader, "rede*") == Keys{"pr-2"});
  CHECK(keys(*reader, "\"page rede\"*") == Keys{"pr-2"});
  CHECK(keys(*reader, "cafe") == Keys{"issue-3"});
  CHECK(keys(*reader, "CHECKOUT") == Keys{"pr-1", "pr-2"});
}

TEST_CASE_METHOD(SearchFixture, "identifiers are found as typed", "[store][search]") {
  put(memory("repos/octo/repo", "pr-1", "see PROJ-123 for checkout-service"));
  put(memory("repos/octo/other", "pr-12", "see PROJ-1234 for checkout service desk"));
  CHECK(keys(*reader, "PROJ-123") == Keys{"pr-1"});
  CHECK(keys(*reader, "proj-123*") == Keys{"pr-1", "pr-12"});
  CHECK(keys(*reader, "octo/repo") == Keys{"pr-1"});
  CHECK(keys(*reader, "repos/octo") == Keys{"pr-1", "pr-12"});
  CHECK(keys(*reader, "checkout-service") == Keys{"pr-1", "pr-12"});
  CHECK(keys(*reader, "pr-1") == Keys{"pr-1"});
}

TEST_CASE_METHOD(StoreFixture, "search forgets superseded text", "[store][search]") {
  write("pr-1", "{\"title\":\"zebra\"}", kNoon - 10);
  write("pr-1", "{\"title\":\"giraffe\"}", kNoon);
  CHECK(keys(*reader, "zebra").empty());
  CHECK(keys(*reader, "giraffe") == Keys{"pr-1"});
}

TEST_CASE_METHOD(SearchFixture, "search forgets what has run out", "[store][search]") {
  MemoryWrite brief = memory("repos/acme/shop", "pr-1", "zebra");
  brief.ttl_at = clock.now_ns() + host::kNsPerSecond;
  put(std::move(brief));
  CHECK(keys(*reader, "zebra") == Keys{"pr-1"});
  clock.advance(2 * host::kNsPerSecond);
  CHECK(keys(*reader, "zebra").empty());
}

TEST_CASE_METHOD(StoreFixture, "hostile search syntax is data", "[store][search]") {
  write("pr-1", "{\"title\":\"plain words\"}", kNoon);
  for (const char* query : {"\"",
                            "\"\"\"",
                            "a AND",
                            "NEAR(",
                            "scope:t1 OR scope:t2",
                            "plain OR",
                            "-plain",
                            "^plain",
                            "plain*words",
                            "*",
                            "{path}:x",
                            "\"unclosed phrase",
                            "a\"b\"c",
                            "';DROP TABLE entries;--",
                            "col : val",
                            "(((((",
                            "plain + words",
                            "\xff\xfe",
                            "\xc3",
                            "**",
                            "\"\"*"}) {
    INFO(query);
    CHECK_NOTHROW(keys(*reader, query));
  }
  CHECK_NOTHROW(keys(*reader, std::string("pl\0ain", 6)));
  CHECK_NOTHROW(keys(*reader, std::string(1024, '"')));
  std::string many;
  while (many.size() < 1024) many += static_cast<char>('a' + many.size() % 26), many += "* ";
  CHECK_NOTHROW(keys(*reader, many));
  CHECK(keys(*reader, "scope t1").empty());  // the tenant's term is not the user's to search
  CHECK(keys(*reader, "t1").empty());
  CHECK(keys(*reader, "plain") == Keys{"pr-1"});
  CHECK(keys(*reader, "plain \"words") == Keys{"pr-1"});
}

TEST_CASE_METHOD(StoreFixture, "a query of nothing but punctuation finds nothing",
                 "[store][search]") {
  write("pr-1", "{\"title\":\"plain words\"}", kNoon);
  for (const char* query : {"---", "*", "\"\"", "?! ...", "\"*\""}) {
    INFO(query);
    CHECK(keys(*reader, query).empty());
  }
  CHECK(keys(*reader, "plain ---") == Keys{"pr-1"});  // beside words it counts for nothing
  CHECK(keys(*reader, " \t ") == Keys{"pr-1"});       // no query at all
}

TEST_CASE_METHOD(SearchFixture, "search filters", "[store][search]") {
  MemoryWrite write = memory("a/b/c/d/e/f/g/h/i/j", "deep", "alpha");
  write.pattern_refs = {"proj:1", "proj:2"};
  write.confidence = 0.5;
  put(std::move(write));
  put(memory("a/bc", "flat", "alpha"), "external/me");
  SearchQuery search = query_of("alpha");
  const auto found = [&] { return keys_in_order(reader->search(search)); };
  for (const char* path : {"a/b", "a/b/c/d/e/f/g/h", "a/b/c/d/e/f/g/h/i", "a/b/c/d/e/f/g/h/i/j"}) {
    INFO(path);
    search.entity_path = path;
    CHECK(found() == Keys{"deep"});
  }
  for (const char* path : {"a/b/c/d/e/f/g/h/x", "a/b/c/d/e/f/g/h/i/j/k", "b", "a/b/x"}) {
    INFO(path);
    search.entity_path = path;
    CHECK(found().empty());
  }
  search.entity_path = "a";
  CHECK(found().size() == 2);
  search.memory_type = MemoryType::belief;
  CHECK(found().empty());
  search.memory_type = MemoryType::fact;
  search.agent_id = "external/me";
  CHECK(found() == Keys{"flat"});
  search.agent_id = "webhook/github";
  search.pattern_ref = "proj:2";
  CHECK(found() == Keys{"deep"});
  search.pattern_ref = "proj:3";
  CHECK(found().empty());
  search.pattern_ref = "";
  search.max_confidence = 0.4;
  CHECK(found().empty());
  search.max_confidence = 1;
  search.min_confidence = 0.6;
  CHECK(found().empty());
}

TEST_CASE_METHOD(SearchFixture, "a filter finds what lies behind thousands of others",
                 "[store][search]") {
  put(memory("old", "needle", "alpha"), "external/me");
  Settlement many;
  many.seq = fresh_event();
  many.endpoint = endpoint;
  many.agent_id = "webhook/github";
  for (int i = 0; i < 1500; ++i) many.writes.push_back(memory("new", std::to_string(i), "alpha"));
  REQUIRE(settle(std::move(many)).status == SettleStatus::committed);
  SearchQuery search = query_of("alpha");
  CHECK(reader->search(search).truncated);
  search.agent_id = "external/me";
  const SearchResult mine = reader->search(search);
  CHECK(keys_in_order(mine) == Keys{"needle"});
  CHECK_FALSE(mine.truncated);
}

TEST_CASE_METHOD(SearchFixture, "since reaches back by rows, not by candidates",
                 "[store][search]") {
  constexpr std::int64_t kDay = 24 * 3600 * host::kNsPerSecond;
  for (int day = 0; day < 10; ++day) {
    put(memory("days", "day-" + std::to_string(day), "alpha"));
    clock.advance(kDay);
  }
  SearchQuery search = query_of("alpha");
  search.order = SearchOrder::recency;
  search.since = kNoon + 7 * kDay;
  CHECK(keys_in_order(reader->search(search)) == Keys{"day-9", "day-8", "day-7"});
  search.since = kNoon + 100 * kDay;
  CHECK(reader->search(search).found.empty());
}

TEST_CASE_METHOD(SearchFixture, "relevance: text, then recency and confidence", "[store][search]") {
  put(memory("r", "passing", "a long story about many things and at last checkout and an end"));
  put(memory("r", "title", "checkout"));
  put(memory("r", "other", "nothing of the kind"));
  CHECK(keys_in_order(reader->search(query_of("checkout"))) == Keys{"title", "passing"});
  MemoryWrite doubtful = memory("r", "doubtful", "checkout");
  doubtful.confidence = 0.7;
  put(std::move(doubtful));
  const SearchResult result = reader->search(query_of("checkout"));
  CHECK(keys_in_order(result) == Keys{"title", "doubtful", "passing"});
  for (const FoundEntry& found : result.found) {
    INFO(found.entry.key);
    CHECK(found.score.text > 0);
    CHECK(found.score.text <= 1);
    CHECK(found.score.total == Approx(0.5 * found.score.text + 0.3 * found.score.recency +
                                      0.2 * found.score.confidence));
  }
  clock.advance(365LL * 24 * 3600 * host::kNsPerSecond);
  put(memory("r", "fresh", "a long story about many things and at last checkout and an end"));
  CHECK(keys_in_order(reader->search(query_of("checkout"))).front() == "fresh");
}

TEST_CASE_METHOD(SearchFixture, "an order that is asked for is kept", "[store][search]") {
  const double confidences[] = {0.3, 0.9, 0.6};
  for (int i = 0; i < 3; ++i) {
    MemoryWrite write = memory("r", "k" + std::to_string(i), "alpha");
    write.confidence = confidences[i];
    put(std::move(write));
  }
  put(memory("r", "k0", "alpha beta"));  // version 2, confidence 1
  SearchQuery search = query_of("alpha");
  const auto ordered = [&](SearchOrder order) {
    search.order = order;
    return keys_in_order(reader->search(search));
  };
  CHECK(ordered(SearchOrder::confidence) == Keys{"k0", "k1", "k2"});
  CHECK(ordered(SearchOrder::recency) == Keys{"k0", "k2", "k1"});
  CHECK(ordered(SearchOrder::version) == Keys{"k0", "k2", "k1"});
  CHECK(ordered(SearchOrder::priority) == Keys{"k0", "k1", "k2"});
}

TEST_CASE_METHOD(SearchFixture, "any term: all terms first, then some", "[store][search]") {
  put(memory("r", "both", "apple pear"));
  put(memory("r", "one", "apple"));
  put(memory("r", "none", "plum"));
  SearchQuery search = query_of("apple pear");
  CHECK(keys_in_order(reader->search(search)) == Keys{"both"});
  search.any_term = true;
  CHECK(keys_in_order(reader->search(search)) == Keys{"both", "one"});
}

TEST_CASE_METHOD(SearchFixture, "pages reach every match once", "[store][search]") {
  Settlement many;
  many.seq = fresh_event();
  many.endpoint = endpoint;
  many.agent_id = "webhook/github";
  for (int i = 0; i < 2300; ++i) many.writes.push_back(memory("new", std::to_string(i), "alpha"));
  REQUIRE(settle(std::move(many)).status == SettleStatus::committed);
  for (const SearchOrder order : {SearchOrder::relevance, SearchOrder::version}) {
    SearchQuery search = query_of("alpha");
    search.order = order;
    search.limit = 300;
    std::set<std::string> seen;
    std::size_t shown = 0;
    int pages = 0;
    for (bool more = true; more && pages < 20; ++pages) {
      const SearchResult page = reader->search(search);
      for (const FoundEntry& found : page.found) seen.insert(found.entry.key);
      shown += page.found.size();
      more = page.next.has_value();
      if (more) search.from = *page.next;
      if (pages == 0) put(memory("new", "later", "alpha"));  // does not shift the pages
    }
    CHECK(pages < 20);
    CHECK(shown == seen.size());
    CHECK(seen.size() >= 2300);
  }
}

TEST_CASE_METHOD(SearchFixture, "no tenant finds what another wrote", "[store][search]") {
  put(memory("r", "theirs", "alpha"), "webhook/github", 2);
  put(memory("r", "mine", "alpha"));
  SearchQuery search = query_of("alpha");
  CHECK(keys_in_order(reader->search(search)) == Keys{"mine"});
  search.entity_path = "r";
  search.agent_id = "webhook/github";
  search.memory_type = MemoryType::fact;
  CHECK(keys_in_order(reader->search(search)) == Keys{"mine"});
  search.tenant = 2;
  CHECK(keys_in_order(reader->search(search)) == Keys{"theirs"});
}

TEST_CASE("search text leaves out what nobody types", "[store][search]") {
  CHECK(
      search_text(
          R"({"a":"hello","url":"https://x.example/1","sha":"6dcb09b5b57875f334f61aebed695e2e4193db5e","n":42,"deep":{"list":["x y",null,true]}})") ==
      "hello 42 x y");
  const std::string digest(64, '7');
  const std::pair<std::string, std::string> rows[] = {
      {"fixed in https://x.example/pull/5?a=b the zebra race", "fixed in  the zebra race"},
      {"see [the notes](https://x.example/n) and <https://x.example|our page>",
       "see [the notes]() and <|our page>"},
      {"git+ssh://x.example/r", "git+"},
      {" https://x.example/ ", ""},
      {"://", ""},
      {digest, ""},
      {"commit " + digest, "commit " + digest},
      {"データベースの障害が発生しました", "データベースの障害が発生しました"},
      {"test_checkout_race_condition_2", "test_checkout_race_condition_2"},
      {"Donaudampfschifffahrtsgesellschaft", "Donaudampfschifffahrtsgesellschaft"}};
  for (const auto& [value, text] : rows) {
    INFO(value);
    CHECK(search_text('"' + value + '"') == text);
  }
}

TEST_CASE("search text is bounded, each text by half", "[store][search]") {
  const std::string text = search_text("[\"" + std::string(5000, 'a') + " b\",\"c\"]");
  CHECK(text == std::string(kSearchTextMax / 2, 'a') + " c");
  CHECK(search_text("[\"" + std::string(900, 'a') + " b\"]").back() == 'b');
  CHECK(search_text("\"" + std::string(5000, 'a') + "\"", kRawSearchTextMax).size() ==
        kRawSearchTextMax / 2);
  std::string many = "[0";
  for (int i = 1; i < 5000; ++i) many += ',' + std::to_string(i);
  CHECK(search_text(many + "]").size() <= kSearchTextMax);
}
