// Full-text search: finds current entries, treats hostile syntax as data.
#include "host/store/search_text.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/store/store_fixture.hpp"

using namespace test;  // NOLINT(google-build-using-namespace)

namespace {

std::vector<std::string> keys(Reader& reader, const std::string& query) {
  SearchQuery search;
  search.query = query;
  std::vector<std::string> out;
  for (const Entry& entry : reader.search(search).entries) out.push_back(entry.key);
  std::sort(out.begin(), out.end());
  return out;
}

using Keys = std::vector<std::string>;

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
  CHECK(keys(*reader, "cafe") == Keys{"issue-3"});
  CHECK(keys(*reader, "pr-1") == Keys{"pr-1"});
}

TEST_CASE_METHOD(StoreFixture, "search forgets superseded text", "[store][search]") {
  write("pr-1", "{\"title\":\"zebra\"}", kNoon - 10);
  write("pr-1", "{\"title\":\"giraffe\"}", kNoon);
  CHECK(keys(*reader, "zebra").empty());
  CHECK(keys(*reader, "giraffe") == Keys{"pr-1"});
}

TEST_CASE_METHOD(StoreFixture, "hostile search syntax is data", "[store][search]") {
  write("pr-1", "{\"title\":\"plain words\"}", kNoon);
  for (const char* query :
       {"\"", "\"\"\"", "a AND", "NEAR(", "scope:t1 OR scope:t2", "plain OR", "-plain", "^plain",
        "plain*words", "*", "{path}:x", "\"unclosed phrase", "a\"b\"c", "';DROP TABLE entries;--",
        "col : val", "(((((", "plain + words"}) {
    INFO(query);
    CHECK_NOTHROW(keys(*reader, query));
  }
  CHECK(keys(*reader, "scope t1").empty());  // the tenant's term is not the user's to search
  CHECK(keys(*reader, "plain") == Keys{"pr-1"});
}

TEST_CASE_METHOD(StoreFixture, "search filters", "[store][search]") {
  write("pr-1", "{\"title\":\"alpha\"}", kNoon);
  SearchQuery search;
  search.query = "alpha";
  search.entity_path = "repos";
  CHECK(reader->search(search).entries.size() == 1);
  search.entity_path = "repos/acme/sho";
  CHECK(reader->search(search).entries.empty());
  search.entity_path = "";
  search.memory_type = MemoryType::belief;
  CHECK(reader->search(search).entries.empty());
  search.memory_type.reset();
  search.agent_id = "webhook/github";
  CHECK(reader->search(search).entries.size() == 1);
  search.min_confidence = 2;
  CHECK(reader->search(search).entries.empty());
}

TEST_CASE("search text leaves out what nobody types", "[store][search]") {
  CHECK(
      search_text(
          R"({"a":"hello","url":"https://x.example/1","sha":"6dcb09b5b57875f334f61aebed695e2e4193db5e","n":42,"deep":{"list":["x y",null,true]}})") ==
      "hello 42 x y");
  CHECK(search_text("{\"a\":\"" + std::string(5000, 'a') + " b\"}").size() <= kSearchTokenMax);
}
