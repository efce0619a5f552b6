// Reading memory back: entries, history, search, stats, in the wire format AMFS clients know.
#include <algorithm>

#include "tests/integration/test_host.hpp"

using namespace integration;  // NOLINT(google-build-using-namespace)

namespace {

// Three things in two shops; "lamp" in its second version.
struct Fixture : TestHost {
  Fixture() : TestHost({"echo"}) {
    start();
    put("shop", "lamp", "a red lamp");
    put("shop", "lamp", "a green lamp");
    put("shop", "chair", "a green chair");
    put("depot", "crate", "a heavy crate");
  }
  void put(const std::string& project, const std::string& id, const std::string& title) {
    api().settled_event(accept("echo", R"({"project":")" + project + R"(","id":")" + id +
                                           R"(","title":")" + title + "\"}"));
  }
  std::vector<std::string> keys(const rapidjson::Value& entries) {
    std::vector<std::string> out;
    for (const auto& entry : entries.GetArray()) out.emplace_back(entry["key"].GetString());
    return out;
  }
  std::vector<std::string> found(const std::string& parameters) {
    return keys(api().get("/search?" + parameters).json);
  }
};

using Keys = std::vector<std::string>;

}  // namespace

TEST_CASE_METHOD(Fixture, "an entry by path and key", "[memory]") {
  for (const char* target :
       {"/entries/echo/shop/event-lamp", "/entry?entity_path=echo/shop&key=event-lamp",
        "/entry?entity_path=echo%2Fshop&key=event-lamp"}) {
    INFO(target);
    const Answer entry = api().get(target);
    CHECK(entry.status == 200);
    CHECK(entry.text("entity_path") == "echo/shop");
    CHECK(entry.text("key") == "event-lamp");
    CHECK(entry.at("/version").GetInt() == 2);
    CHECK(entry.at("/value/payload/title") == "a green lamp");
    CHECK(entry.at("/confidence").GetDouble() == 0.7);
    CHECK(entry.text("memory_type") == "fact");
    CHECK(entry.at("/provenance/agent_id") == "webhook/echo");
    CHECK(std::string(entry.at("/provenance/event_id").GetString()).rfind("evt_", 0) == 0);
    CHECK(entry.at("/provenance/written_at").GetStringLength() >= 20);
  }
}

TEST_CASE_METHOD(Fixture, "a miss is an answer, not an error", "[memory]") {
  for (const char* target : {"/entries/echo/shop/none", "/entry?entity_path=nowhere&key=none"}) {
    const Answer miss = api().get(target);
    CHECK(miss.status == 200);
    CHECK(miss.text("status") == "not_found");
  }
  CHECK(api().get("/entry?key=none").status == 422);
  CHECK(api().get("/entry?entity_path=a").code() == "invalid_parameter");
}

TEST_CASE_METHOD(Fixture, "entries are listed, filtered and paged", "[memory]") {
  const Answer all = api().get("/entries");
  CHECK(all.at("/total").GetInt() == 3);
  CHECK(keys(all.at("/entries")) == Keys{"event-crate", "event-chair", "event-lamp"});
  CHECK(api().get("/entries?entity_path=echo/shop").at("/total").GetInt() == 2);
  CHECK(api().get("/entries?entity_path=echo/shop&include_superseded=true").at("/total").GetInt() ==
        3);
  CHECK(keys(api().get("/entries?limit=1&offset=1").at("/entries")) == Keys{"event-chair"});
  CHECK(keys(api().get("/entries?sort=written_at&limit=1").at("/entries")) == Keys{"event-crate"});
  const Answer meta = api().get("/entries?fields=meta");
  CHECK_FALSE(meta.at("/entries/0").HasMember("value"));
}

TEST_CASE_METHOD(Fixture, "parameters that make no sense are named", "[memory]") {
  for (const char* query :
       {"limit=0", "limit=10001", "cursor=p1x", "cursor=w1", "cursor=p999999", "limit=many",
        "offset=-1", "sort=size", "fields=some", "include_superseded=perhaps"}) {
    INFO(query);
    const Answer answer = api().get(std::string("/entries?") + query);
    CHECK(answer.status == 422);
    CHECK(answer.at("/errors").Size() == 1);
  }
  CHECK(api().get("/entries?entity_path=%zz").status >= 400);
}

TEST_CASE_METHOD(Fixture, "the history has every version", "[memory]") {
  const Answer history = api().get("/history/echo/shop/event-lamp");
  CHECK(history.at("/version_count").GetInt() == 2);
  std::vector<std::string> titles;
  for (const auto& version : history.at("/versions").GetArray()) {
    titles.emplace_back(version["value"]["payload"]["title"].GetString());
  }
  std::sort(titles.begin(), titles.end());
  CHECK(titles == Keys{"a green lamp", "a red lamp"});
  CHECK(api().get("/history/echo/shop/none").at("/version_count").GetInt() == 0);
}

TEST_CASE_METHOD(Fixture, "search finds words, phrases and prefixes in current versions",
                 "[memory][search]") {
  CHECK(found("query=lamp") == Keys{"event-lamp"});
  CHECK(found("query=red").empty());  // superseded
  CHECK(found("query=green").size() == 2);
  CHECK(found("query=%22green+chair%22") == Keys{"event-chair"});
  CHECK(found("query=cra*") == Keys{"event-crate"});
  CHECK(found("query=green&entity_path=echo/depot").empty());
  CHECK(found("query=green&limit=1").size() == 1);
  CHECK(found("min_confidence=0.8").empty());
  CHECK(found("agent_id=webhook/echo").size() == 3);
  CHECK(found("memory_type=belief").empty());
  CHECK(found("query=nothing").empty());
}

TEST_CASE_METHOD(Fixture, "search by POST is search by GET", "[memory][search]") {
  const Answer posted =
      api().post("/search", R"({"query":"chair","entity_path":"echo","limit":5})");
  CHECK(posted.status == 200);
  CHECK(keys(posted.json) == Keys{"event-chair"});
  CHECK(api().post("/search", R"({"limit":"five"})").status == 422);
  CHECK(api().post("/search", "[]").status == 422);
  CHECK(api().post("/search", "{").status >= 400);
}

TEST_CASE_METHOD(Fixture, "search text is never a query language", "[memory][search]") {
  for (const char* query : {"%22", "%22unbalanced", "*", "AND", "OR+NOT", "NEAR(a+b)", "a:b",
                            "%27%3B+DROP+TABLE", "(", ")", "-lamp", "%5E", "%7B%7D", "%25"}) {
    INFO(query);
    CHECK(api().get(std::string("/search?query=") + query).status == 200);
  }
  CHECK(api().get("/search?query=%00").status == 422);
  CHECK(api().get("/search?query=" + std::string(2000, 'x')).status == 422);
  check_alive(*this);
}

TEST_CASE_METHOD(Fixture, "stats count what is there", "[memory]") {
  const Answer stats = api().get("/stats");
  CHECK(stats.at("/total_entries").GetInt() == 3);
  CHECK(stats.at("/total_entities").GetInt() == 2);
  CHECK(stats.at("/agents/webhook~1echo").GetInt() == 3);
  CHECK(stats.at("/events/received").GetInt() == 4);
  CHECK(stats.at("/events/done").GetInt() == 4);
  CHECK(stats.at("/events/retrying").GetInt() == 0);
  CHECK(stats.at("/events/dead").GetInt() == 0);
  CHECK(stats.at("/events/duplicates").GetInt() == 0);
}

TEST_CASE_METHOD(Fixture, "an equal value makes no version", "[memory]") {
  const Answer same = api().settled_event(
      accept("echo", R"({"project": "shop","id":"chair","title":"a green chair"})"));
  CHECK(same.text("outcome") == "unchanged");
  CHECK(api().get("/history/echo/shop/event-chair").at("/version_count").GetInt() == 1);
  put("shop", "chair", "a blue chair");
  CHECK(api().get("/history/echo/shop/event-chair").at("/version_count").GetInt() == 2);
}

TEST_CASE_METHOD(Fixture, "unknown paths and methods", "[memory]") {
  CHECK(api().get("/nothing").status == 404);
  CHECK(api().call("DELETE", "/entries").status == 405);
  CHECK(api().call("DELETE", "/entries").http.header("Allow").find("GET") != std::string::npos);
}
