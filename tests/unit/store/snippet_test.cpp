// Snippets: text from outside, around the hit, marked and bounded.
#include "tests/support/catch.hpp"
#include "tests/unit/store/store_fixture.hpp"

using namespace test;  // NOLINT(google-build-using-namespace)

namespace {

struct SnippetFixture : StoreFixture {
  std::string snippet(const std::string& title, const std::string& query) {
    write("pr-1", "{\"title\":\"" + title + "\"}", kNoon);
    SearchQuery search;
    search.query = query;
    search.snippets = true;
    const SearchResult result = reader->search(search);
    REQUIRE(result.found.size() == 1);
    return result.found[0].snippet;
  }
};

}  // namespace

TEST_CASE_METHOD(SnippetFixture, "a snippet marks every hit", "[store][search]") {
  CHECK(snippet("Fix the Checkout race, again a race", "checkout race") ==
        "Fix the «Checkout» «race», again a «race»");
}

TEST_CASE_METHOD(SnippetFixture, "a snippet marks phrases and prefixes as one", "[store][search]") {
  CHECK(snippet("Fix PROJ-123 in the checkout", "PROJ-123 check*") ==
        "Fix «PROJ-123» in the «checkout»");
}

TEST_CASE_METHOD(SnippetFixture, "a snippet begins shortly before the hit", "[store][search]") {
  std::string title;
  for (int i = 0; i < 20; ++i) title += "word" + std::to_string(i) + " ";
  const std::string found = snippet(title + "needle in the hay", "needle");
  CHECK(found == "…word14 word15 word16 word17 word18 word19 «needle» in the hay");
}

TEST_CASE_METHOD(SnippetFixture, "a hit in the key shows the beginning", "[store][search]") {
  CHECK(snippet("plain words", "pr-1") == "plain words");
}

TEST_CASE_METHOD(SnippetFixture, "a snippet is plain text with marks of ours only",
                 "[store][search]") {
  CHECK(snippet("a \\u00abfake\\u00bb needle\\u0007\\n<b>bold</b>", "needle") ==
        "a ‹fake› «needle»  <b>bold</b>");
}

TEST_CASE_METHOD(SnippetFixture, "a snippet is bounded and cut between characters",
                 "[store][search]") {
  std::string title = "needle ";
  for (int i = 0; i < 100; ++i) title += "\u00e9";
  const std::string found = snippet(title + " needle needle", "needle");
  CHECK(found.size() < 300);
  CHECK(found.rfind("«needle» ", 0) == 0);
}
