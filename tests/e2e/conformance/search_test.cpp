// Search: a bare array of entries, by GET and by POST.
#include "tests/e2e/conformance/client.hpp"

using namespace conformance;  // NOLINT(google-build-using-namespace)

namespace {

struct Filled : Client {
  Filled() {
    write("low", R"({"text":"payments failed"})", R"("confidence":0.2,"agent_id":"agent/1")");
    write(
        "high", R"({"text":"payments recovered"})",
        R"("confidence":0.9,"agent_id":"agent/2","pattern_refs":["inc:1"],"memory_type":"belief")");
    post("/entries", R"({"entity_path":"p/below","key":"deep","value":"payments deep"})");
    post("/entries", R"({"entity_path":"p-other","key":"else","value":"payments elsewhere"})");
  }
  std::string keys(const Answer& answer) {
    std::set<std::string> keys;
    for (const auto& entry : answer.json.GetArray()) keys.insert(entry["key"].GetString());
    std::string out;
    for (const std::string& key : keys) out += key + ' ';
    return out;
  }
};

}  // namespace

TEST_CASE_METHOD(Filled, "the answer is an array, never an object", "[search]") {
  for (const Answer& answer :
       {get("/search?query=payments"), post("/search", R"({"query":"payments"})"),
        post("/search", "{}"), get("/search?query=nothing-like-it")}) {
    CHECK(answer.json.IsArray());
  }
  const Answer found = post("/search", R"({"query":"recovered"})");
  REQUIRE(found.json.Size() == 1);
  check_members(found.json[0], {"entity_path", "key", "version", "value", "provenance",
                                "confidence", "memory_type", "content_hash"});
}

TEST_CASE_METHOD(Filled, "every filter of the adapter", "[search]") {
  CHECK(keys(post("/search", R"({"query":"payments","entity_path":"p"})")) == "deep high low ");
  CHECK(keys(post("/search", R"({"query":"payments","min_confidence":0.5,"entity_path":"p"})")) ==
        "deep high ");
  CHECK(keys(post("/search", R"({"query":"payments","max_confidence":0.5})")) == "low ");
  CHECK(keys(post("/search", R"({"query":"payments","agent_id":"agent/1"})")) == "low ");
  CHECK(keys(post("/search", R"({"query":"payments","pattern_ref":"inc:1"})")) == "high ");
  CHECK(keys(post("/search", R"({"query":"payments","memory_type":"belief"})")) == "high ");
  CHECK(keys(post("/search", R"({"query":"payments","since":"2099-01-01T00:00:00Z"})")).empty());
  CHECK(post("/search", R"({"query":"payments","limit":2})").json.Size() == 2);
  CHECK(
      post("/search", R"({"query":"payments","branch":"main","depth":3,"include_artifacts":true})")
          .json.Size() == 4);
  for (const char* sort : {"confidence", "recency", "version", "priority"}) {
    INFO(sort);
    CHECK(post("/search", R"({"query":"payments","sort_by":")" + std::string(sort) + "\"}")
              .json.Size() == 4);
  }
}

TEST_CASE_METHOD(Filled, "without a query it lists", "[search]") {
  CHECK(keys(post("/search", "{}")) == "deep else high low ");
  CHECK(keys(get("/search?min_confidence=0.95")) == "deep else ");
  CHECK(keys(post("/search", R"({"query":null,"entity_path":null,"agent_id":null})")) ==
        "deep else high low ");
}

TEST_CASE_METHOD(Filled, "a note is found by its words, whatever else stands in it", "[search]") {
  write("link", R"("see https://x.example/pull/5?a=b about the zebra race")");
  write("cjk", R"("データベースの障害が発生しました")");
  write("name", R"("test_zebra_race_in_the_checkout")");
  write("late", '"' + std::string(900, '.') + " zebra race\"");
  CHECK(keys(post("/search", R"({"query":"zebra race"})")) == "late link name ");
  CHECK(keys(post("/search", R"({"query":"データベース*"})")) == "cjk ");
}

TEST_CASE_METHOD(Filled, "superseded versions are not found", "[search]") {
  write("low", R"({"text":"all is well"})");
  CHECK(keys(post("/search", R"({"query":"failed"})")).empty());
  CHECK(keys(post("/search", R"({"query":"well"})")) == "low ");
}
