// Search and retrieve over HTTP: every field, both forms, order, snippets, pages, bad input.
#include <set>

#include "tests/integration/test_host.hpp"

using namespace integration;  // NOLINT(google-build-using-namespace)

namespace {

using Keys = std::vector<std::string>;

struct Fixture : TestHost {
  Fixture() : TestHost() {
    start();
    put("shop/web", "checkout", "Checkout is broken, PROJ-123", 0.9, "fact", "pr:1");
    put("shop/web", "story", "a long story of many words that ends in a broken checkout", 0.4);
    put("shop/api", "PROJ-124", "Slow answers of the checkout-service", 1.0, "belief");
    put("depot", "crate", "a heavy crate \\u00ab in the yard", 0.7);
  }
  void put(const std::string& path, const std::string& key, const std::string& title,
           double confidence, const std::string& type = "experience", const std::string& ref = {}) {
    const std::string refs = ref.empty() ? "[]" : "[\"" + ref + "\"]";
    const Answer answer =
        api().post("/events", R"({"source":"me","entity_path":")" + path + R"(","key":")" + key +
                                  R"(","value":{"title":")" + title + R"("},"confidence":)" +
                                  std::to_string(confidence) + R"(,"memory_type":")" + type +
                                  R"(","pattern_refs":)" + refs + "}");
    INFO(answer.http.body);
    REQUIRE(answer.status == 200);
  }
  static Keys keys(const Answer& answer) {
    INFO(answer.http.body);
    REQUIRE(answer.status == 200);
    Keys out;
    for (const auto& entry : answer.json.GetArray()) out.emplace_back(entry["key"].GetString());
    return out;
  }
  Keys found(const std::string& parameters) { return keys(api().get("/search?" + parameters)); }
  Keys posted(const std::string& body) { return keys(api().post("/search", body)); }
};

}  // namespace

TEST_CASE_METHOD(Fixture, "every field narrows, in both forms", "[search]") {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"query=broken&entity_path=shop", R"({"query":"broken","entity_path":"shop"})"},
      {"query=broken&entity_path=shop/web/", R"({"query":"broken","entity_path":"shop/web/"})"},
      {"query=broken&agent_id=external/me", R"({"query":"broken","agent_id":"external/me"})"},
      {"query=broken&since=2024-01-01T00:00:00Z",
       R"({"query":"broken","since":"2024-01-01T00:00:00Z"})"},
      {"query=broken&depth=1&include_artifacts=false&branch=main",
       R"({"query":"broken","depth":1,"include_artifacts":false,"branch":"main"})"},
      {"query=broken&max_confidence=", R"({"query":"broken","max_confidence":null,"x":1})"}};
  for (const auto& [parameters, body] : cases) {
    INFO(parameters);
    CHECK(found(parameters) == Keys{"checkout", "story"});
    CHECK(posted(body) == Keys{"checkout", "story"});
  }
  CHECK(found("query=broken&min_confidence=0.5") == Keys{"checkout"});
  CHECK(found("query=broken&max_confidence=0.5") == Keys{"story"});
  CHECK(found("query=broken&memory_type=fact") == Keys{"checkout"});
  CHECK(found("pattern_ref=pr:1") == Keys{"checkout"});
  CHECK(found("pattern_ref=pr:2").empty());
  CHECK(found("query=broken&agent_id=external/you").empty());
  CHECK(found("query=broken&entity_path=shop/we").empty());
  CHECK(found("query=broken&since=2124-01-01T00:00:00Z").empty());
  CHECK(posted(R"({"pattern_ref":"pr:1","memory_type":"fact","limit":1})") == Keys{"checkout"});
}

TEST_CASE_METHOD(Fixture, "relevance with a text, confidence without, else as asked", "[search]") {
  CHECK(found("query=checkout") == Keys{"checkout", "PROJ-124", "story"});
  CHECK(found("query=checkout&sort_by=confidence") == Keys{"PROJ-124", "checkout", "story"});
  CHECK(found("query=checkout&sort_by=recency") == Keys{"PROJ-124", "story", "checkout"});
  CHECK(found("") == Keys{"PROJ-124", "checkout", "crate", "story"});
  CHECK(found("query=+").size() == 4);
  put("shop/web", "story", "now another broken checkout", 0.1);
  CHECK(found("query=checkout&sort_by=version").front() == "story");
  CHECK(found("sort_by=priority").size() == 4);
}

TEST_CASE_METHOD(Fixture, "identifiers are found as typed over HTTP", "[search]") {
  CHECK(found("query=PROJ-123") == Keys{"checkout"});
  CHECK(found("query=PROJ-12*").size() == 2);
  CHECK(found("query=checkout-service") == Keys{"PROJ-124"});
  CHECK(found("query=shop/api") == Keys{"PROJ-124"});
}

TEST_CASE_METHOD(Fixture, "punctuation alone finds nothing, nothing typed finds all", "[search]") {
  CHECK(found("query=---").empty());
  CHECK(found("query=%22%22").empty());
  CHECK(posted(R"({"query":"\u0000"})").empty());
  CHECK(posted(R"({"query":"brok\u0000en"})").empty());
  CHECK(posted("{}").size() == 4);
}

TEST_CASE_METHOD(Fixture, "snippets mark hits in plain text", "[search]") {
  const Answer answer = api().get("/search?query=crate&snippet=1");
  CHECK(answer.at("/0/snippet") == "a heavy «crate» ‹ in the yard");
  CHECK_FALSE(api().get("/search?query=crate").at("/0").HasMember("snippet"));
  CHECK(api().post("/search", R"({"query":"broken","snippet":true})").at("/1/snippet") ==
        "…many words that ends in a «broken» checkout");
}

TEST_CASE_METHOD(Fixture, "pages follow the Link header and reach everything once", "[search]") {
  Keys seen;
  Answer page = api().post("/search", R"({"query":"checkout","limit":1,"snippet":true})");
  for (int i = 0; i < 10; ++i) {
    for (const std::string& key : keys(page)) seen.push_back(key);
    const std::string next = next_page(page);
    if (next.empty()) break;
    page = api().get(next);
    if (page.json.Size() > 0) CHECK(page.at("/0").HasMember("snippet"));
  }
  CHECK(seen == Keys{"checkout", "PROJ-124", "story"});
  CHECK(page.http.header("X-AMFS-Truncated").empty());
}

TEST_CASE_METHOD(Fixture, "a cursor is good for its own search only", "[search]") {
  const std::string next = next_page(api().get("/search?query=checkout&limit=1"));
  const std::size_t at = next.find("cursor=");
  REQUIRE(at != std::string::npos);
  const std::string cursor = next.substr(at);
  CHECK(api().get("/search?query=checkout&" + cursor).status == 200);
  for (const std::string& target :
       {"/search?query=broken&" + cursor, "/search?query=checkout&entity_path=shop&" + cursor,
        "/search?query=checkout&sort_by=recency&" + cursor, next + "A",
        next.substr(0, next.size() - 2), std::string("/search?query=checkout&cursor=AAAA"),
        std::string("/search?query=checkout&cursor=%22")}) {
    INFO(target);
    CHECK(api().get(target).status == 422);
  }
  std::string changed = next;
  char& letter = changed[at + 8];
  letter = letter == 'A' ? 'B' : 'A';
  CHECK(api().get(changed).status == 422);
}

TEST_CASE_METHOD(Fixture, "fields that make no sense are named", "[search]") {
  for (const char* parameters :
       {"limit=0", "limit=1001", "limit=-1", "min_confidence=2", "max_confidence=-1",
        "min_confidence=nan", "min_confidence=x", "since=yesterday", "memory_type=rumour",
        "sort_by=size", "depth=4", "depth=x", "branch=other", "include_artifacts=perhaps",
        "snippet=yes", "query=%ff", "cursor=x"}) {
    INFO(parameters);
    const Answer answer = api().get(std::string("/search?") + parameters);
    CHECK(answer.status == 422);
  }
  for (const char* body :
       {R"({"limit":0})", R"({"limit":"5"})", R"({"query":5})", R"({"min_confidence":"x"})",
        R"({"since":"x"})", R"({"sort_by":"size"})", R"({"branch":"b"})", R"({"depth":0})",
        R"({"snippet":"yes"})", R"({"agent_id":{}})", R"({"cursor":"x"})", "[]"}) {
    INFO(body);
    CHECK(api().post("/search", body).status == 422);
  }
  CHECK(api().post("/search", "{").status == 400);
  CHECK(api().get("/search?query=" + std::string(1024, 'x')).status == 200);
  CHECK(api().get("/search?query=" + std::string(1025, 'x')).status == 422);
  CHECK(api().get("/search?entity_path=" + std::string(513, 'x')).status == 422);
}

TEST_CASE_METHOD(Fixture, "retrieve scores what has all words, then some", "[search]") {
  const Answer answer = api().post("/retrieve", R"({"query":"broken crate checkout"})");
  CHECK(keys(answer).size() == 4);
  double last = 2;
  for (const auto& entry : answer.json.GetArray()) {
    const double score = entry["_score"].GetDouble();
    CHECK(score <= last);
    CHECK(score > 0);
    last = score;
    const auto& parts = entry["_breakdown"];
    CHECK(score == Approx(0.5 * parts["semantic"].GetDouble() + 0.3 * parts["recency"].GetDouble() +
                          0.2 * parts["confidence"].GetDouble()));
  }
  const std::string sure = R"({"query":"checkout","semantic_weight":0,"recency_weight":0,)"
                           R"("confidence_weight":1,"limit":1})";
  CHECK(keys(api().post("/retrieve", sure)) == Keys{"PROJ-124"});
  CHECK(keys(api().post("/retrieve", R"({"query":"checkout","entity_path":"shop/api"})")) ==
        Keys{"PROJ-124"});
  CHECK(keys(api().post("/retrieve", R"({"query":"checkout","min_confidence":0.95})")) ==
        Keys{"PROJ-124"});
  for (const char* body : {"{}", R"({"query":" "})", R"({"query":"x","semantic_weight":-1})",
                           R"({"query":"x","limit":1001})"}) {
    INFO(body);
    CHECK(api().post("/retrieve", body).status == 422);
  }
}
